using System.Globalization;
using System.Net.Http.Headers;
using Breakeven.Catalog;

namespace Breakeven.Cli.Hub;

/// <summary>
/// Asks the hub for files and parts of files, as huggingface_hub does: GET of /owner/name/resolve/revision/file, which leads to another host for large
/// ones. The token goes to the hub alone. Every failure is one line that says what to do.
/// </summary>
internal sealed class HubClient : IDisposable
{
    private const int RedirectsMax = 5;

    private readonly HttpClient _http;
    private readonly string? _token;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _clock;
    private readonly CancellationToken _interrupted;

    public HubClient(Surroundings around)
    {
        Endpoint = ReadEndpoint(around.Variable("HF_ENDPOINT"));
        var token = around.Variable("HF_TOKEN")?.Trim();
        // Never in the clear over a network.
        _token = string.IsNullOrEmpty(token) || (Endpoint.Scheme != Uri.UriSchemeHttps && !Endpoint.IsLoopback) ? null : token;
        _patience = ReadPatience(around.Variable("HF_HUB_DOWNLOAD_TIMEOUT"));
        (_clock, _interrupted) = (around.Clock, around.Interrupted());
        _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = _patience, MaxConnectionsPerServer = 16 }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public Uri Endpoint { get; }

    public void Dispose() => _http.Dispose();

    /// <summary>Asks for a file, whole or from a byte to a byte. The caller reads what it needs of the answer and disposes of the rest.</summary>
    public HubAnswer Get(Uri uri, (long From, long To)? range = null) => Send(HttpMethod.Get, uri, range, stayHere: false);

    /// <summary>Asks what a file is without following it to another host.</summary>
    public HubAnswer Head(Uri uri) => Send(HttpMethod.Head, uri, null, stayHere: true);

    private HubAnswer Send(HttpMethod method, Uri uri, (long From, long To)? range, bool stayHere)
    {
        HubAnswer? first = null;
        var at = uri;
        for (var hop = 0; hop <= RedirectsMax; hop++)
        {
            var response = Send(method, at, range);
            var answer = new HubAnswer(response, at, range, _patience, _clock, _interrupted) { First = first };
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location) return answer;
            var next = new Uri(at, location);
            if (stayHere && !SameHost(next, Endpoint)) return answer;
            response.Dispose();
            if (next.Scheme is not ("https" or "http") || (at.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps))
                throw Failed($"{at.Authority} leads to an address that is not safe to follow");
            first ??= answer;
            at = next;
        }

        throw Failed($"{uri.Authority} leads in a circle");
    }

    private HttpResponseMessage Send(HttpMethod method, Uri uri, (long From, long To)? range)
    {
        using var request = new HttpRequestMessage(method, uri);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("breakeven", "0.1"));
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        if (range is { } part) request.Headers.Range = new RangeHeaderValue(part.From, part.To);
        if (_token is not null && SameHost(uri, Endpoint)) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        using var patience = new CancellationTokenSource(_patience, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _interrupted);
        try
        {
            return _http.Send(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (OperationCanceledException) when (!_interrupted.IsCancellationRequested)
        {
            throw Failed($"{uri.Authority} gave no answer within {_patience.TotalSeconds:0.#} s; try again, or set HF_HUB_DOWNLOAD_TIMEOUT to more seconds");
        }
        catch (HttpRequestException failure)
        {
            throw new HttpRequestException($"{uri.Authority} cannot be reached ({Cause(failure)}); check the network, or give a folder of files fetched before", failure);
        }
        catch (FormatException)
        {
            throw new InputException("the value is no token", "HF_TOKEN", "set it to a token of the hub's settings page, such as hf_...");
        }
    }

    private static bool SameHost(Uri left, Uri right) => left.Scheme == right.Scheme && left.Port == right.Port && string.Equals(left.Host, right.Host, StringComparison.OrdinalIgnoreCase);

    private static string Cause(HttpRequestException failure) => failure.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "its name is not known",
        HttpRequestError.ConnectionError => "no connection",
        HttpRequestError.SecureConnectionError => "its certificate is not trusted",
        HttpRequestError.ProxyTunnelError => "the proxy refuses",
        _ => "the connection broke",
    };

    private static HttpRequestException Failed(string what) => new(what);

    private static Uri ReadEndpoint(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return new("https://huggingface.co/");
        return Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.UserInfo.Length == 0
            ? uri
            : throw new InputException("the value is no address", "HF_ENDPOINT", "set it to a hub's address, such as https://huggingface.co");
    }

    private static TimeSpan ReadPatience(string? text) => string.IsNullOrWhiteSpace(text) ? TimeSpan.FromSeconds(30)
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 3600 ? TimeSpan.FromSeconds(seconds)
        : throw new InputException("the value is no number of seconds", "HF_HUB_DOWNLOAD_TIMEOUT", "set it to seconds, such as 30");
}
