using System.Net;
using Breakeven.Catalog;

namespace Breakeven.Cli.Hub;

/// <summary>What a hub, or the host it leads to, answered: the head, and a body that is read only as far as it is wanted.</summary>
internal sealed class HubAnswer(HttpResponseMessage response, Uri uri, (long From, long To)? range, TimeSpan patience, TimeProvider clock, CancellationToken interrupted) : IDisposable
{
    /// <summary>The answer of the hub itself, where it led elsewhere.</summary>
    public HubAnswer? First { get; init; }

    public HttpStatusCode Status => response.StatusCode;

    /// <summary>The commit that a revision stands for.</summary>
    public string? Commit => (First ?? this).Header("X-Repo-Commit");

    /// <summary>The hub's word for the file's content.</summary>
    public string? Tag => (First ?? this).Header("X-Linked-Etag") ?? (First ?? this).Header("ETag");

    public string? ErrorCode => Header("X-Error-Code") ?? First?.Header("X-Error-Code");

    /// <summary>The whole file's length, where the answer says.</summary>
    public long? Length => response.StatusCode == HttpStatusCode.PartialContent ? response.Content.Headers.ContentRange?.Length : response.Content.Headers.ContentLength;

    public void Dispose() => response.Dispose();

    /// <summary>True where there is such a file, false where there is none; any other answer is an error.</summary>
    public bool Found(string what)
    {
        switch ((int)Status)
        {
            case 200 or 206 or 301 or 302 or 303 or 307 or 308:
                return true;
            case 416:
                return true;
            case 404 when ErrorCode is "RepoNotFound":
                throw new InputException("there is no such repository", what, "check owner and name; a private one needs HF_TOKEN");
            case 404 when ErrorCode is "RevisionNotFound":
                throw new InputException("there is no such revision", what, "name a branch, a tag or a commit behind @, or leave it out");
            case 404:
                return false;
            case 401:
                throw new HttpRequestException($"{uri.Authority} wants to know who asks for {what} (401): there is no such repository, or it is private or gated; set HF_TOKEN to a token that may read it");
            case 403:
                throw new HttpRequestException($"{uri.Authority} refuses {what} (403): accept the model's terms on its page, and set HF_TOKEN to a token that may read it");
            case 429:
                throw new HttpRequestException($"{uri.Authority} is asked too often (429); wait a minute, or set HF_TOKEN");
            default:
                throw new HttpRequestException($"{uri.Authority} answered {(int)Status} for {what}; try again later");
        }
    }

    /// <summary>At most so many bytes from the place that was asked for. A server that ignores ranges sends all: what comes before is dropped, what comes after is not read.</summary>
    public byte[] Read(long most, string what)
    {
        var from = range?.From ?? 0;
        if (Status == HttpStatusCode.RequestedRangeNotSatisfiable) return [];
        if (Status == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From != from)
            throw new HttpRequestException($"{uri.Authority} sent another part of {what} than was asked for; try again, or fetch the files with another tool");
        using var stream = response.Content.ReadAsStream(interrupted);
        var skipped = Status == HttpStatusCode.PartialContent ? 0 : from;
        var expected = Math.Min(most, Length is { } length ? Math.Max(0, length - from) : most);
        var scratch = new byte[64 << 10];
        for (; skipped > 0;)
        {
            var read = Next(stream, scratch.AsMemory(0, (int)Math.Min(scratch.Length, skipped)), what);
            if (read == 0) throw Cut(what, from - skipped, from);
            skipped -= read;
        }

        // Grown as bytes arrive: a length that is claimed costs nothing.
        var body = new MemoryStream();
        while (body.Length < expected)
        {
            var read = Next(stream, scratch.AsMemory(0, (int)Math.Min(scratch.Length, expected - body.Length)), what);
            if (read == 0)
            {
                if (Length is null) break;
                throw Cut(what, body.Length, expected);
            }

            body.Write(scratch, 0, read);
        }

        return body.ToArray();
    }

    private int Next(Stream stream, Memory<byte> buffer, string what)
    {
        using var timer = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, interrupted);
        try
        {
            return stream.ReadAsync(buffer, either.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (!interrupted.IsCancellationRequested)
        {
            throw new HttpRequestException($"{uri.Authority} stopped in the middle of {what} for {patience.TotalSeconds:0.#} s; try again, or set HF_HUB_DOWNLOAD_TIMEOUT to more seconds");
        }
        catch (IOException failure)
        {
            throw new HttpRequestException($"{uri.Authority} broke off in the middle of {what}; try again", failure);
        }
    }

    private HttpRequestException Cut(string what, long got, long expected) => new($"{uri.Authority} sent {got} of {expected} bytes of {what} and broke off; try again");

    private string? Header(string name) => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
