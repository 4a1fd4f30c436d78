using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Breakeven.Cli.Tests.Hub;

/// <summary>A request as the server saw it.</summary>
internal sealed record HubRequest(string Method, string Path, string? Authorization, string? Range);

/// <summary>What the server answers: a status, headers, and a body of which it may claim more than it sends.</summary>
internal sealed record HubReply(int Status, byte[] Body)
{
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>What Content-Length says; the body's length unless told otherwise.</summary>
    public long? Claimed { get; init; }

    /// <summary>Sends half of the body and then waits until the client has had enough.</summary>
    public bool Stalls { get; init; }
}

/// <summary>
/// A server on this machine that speaks as much HTTP as the hub's client needs, on sockets alone: one request a connection. What it says is the test's.
/// </summary>
internal sealed class LocalHub : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<HubRequest, HubReply> _answer;

    public LocalHub(Func<HubRequest, HubReply> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = Task.Run(Accept);
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public List<HubRequest> Requests { get; } = [];

    /// <summary>The part of a file that a request asks for, as a server that knows ranges sends it.</summary>
    public static HubReply Part(HubRequest request, byte[] head, long length, Dictionary<string, string>? headers = null)
    {
        if (request.Range is not { } range) return new(200, Slice(head, 0, Math.Min(length, 1 << 20))) { Claimed = length, Headers = headers ?? [] };
        var bounds = range["bytes=".Length..].Split('-').Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var end = Math.Min(bounds[1], length - 1);
        var all = new Dictionary<string, string>(headers ?? []) { ["Content-Range"] = $"bytes {bounds[0]}-{end}/{length}" };
        return new(206, Slice(head, bounds[0], end + 1 - bounds[0])) { Headers = all };
    }

    public void Dispose()
    {
        // A test may stop the server before it ends.
        if (_stop.IsCancellationRequested) return;
        _stop.Cancel();
        _listener.Stop();
    }

    private static byte[] Slice(byte[] head, long from, long count)
    {
        var part = new byte[count];
        if (from < head.Length) head.AsSpan((int)from, (int)Math.Min(count, head.Length - from)).CopyTo(part);
        return part;
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = Task.Run(() => Serve(client));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = await Read(stream);
                lock (Requests) Requests.Add(request);
                var reply = _answer(request);
                var head = new StringBuilder($"HTTP/1.1 {reply.Status} X\r\nConnection: close\r\nContent-Length: {reply.Claimed ?? reply.Body.Length}\r\n");
                foreach (var (name, value) in reply.Headers) head.Append($"{name}: {value}\r\n");
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head + "\r\n"));
                if (request.Method == "HEAD") return;
                await stream.WriteAsync(reply.Stalls ? reply.Body.AsMemory(0, reply.Body.Length / 2) : reply.Body);
                if (reply.Stalls) _ = await stream.ReadAsync(new byte[1], _stop.Token);
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException or SocketException)
            {
                // The client has read what it wanted.
            }
        }
    }

    private static async Task<HubRequest> Read(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var first = (await reader.ReadLineAsync())!.Split(' ');
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync() is { Length: > 0 } line) headers[line.Split(": ", 2)[0]] = line.Split(": ", 2)[1];
        return new(first[0], first[1], headers.GetValueOrDefault("Authorization"), headers.GetValueOrDefault("Range"));
    }
}
