using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Breakeven.Cli.Tests.Reports.Html;

/// <summary>
/// A Chromium without a window, spoken to in its own protocol (DevTools): a dozen messages over one socket, for which no package of hundreds of megabytes is worth its weight. None is needed to
/// build or to use Breakeven; where there is none, tests that want one are skipped.
/// </summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly DirectoryInfo _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromMinutes(4));
    private readonly List<string> _complaints = [];
    private readonly List<string> _asked = [];
    private int _sent;

    private Browser(Process process, DirectoryInfo profile) => (_process, _profile) = (process, profile);

    /// <summary>The program, or null where there is none: BREAKEVEN_CHROMIUM, or one of the usual names on the path.</summary>
    public static string? Program => Environment.GetEnvironmentVariable("BREAKEVEN_CHROMIUM") is { Length: > 0 } named ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).SelectMany(_ => s_names, Path.Combine).FirstOrDefault(File.Exists);

    /// <summary>What the page wrote as errors, or threw, since it was opened.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>All that it asked for but itself.</summary>
    public IReadOnlyList<string> Requests => _asked;

    public static async Task<Browser> Start()
    {
        var profile = Directory.CreateTempSubdirectory("breakeven-browser-");
        var start = new ProcessStartInfo(Program!) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        // No sandbox: it cannot be had as root in a container, and the page is our own.
        foreach (var word in (string[])["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run", "--remote-debugging-port=0", $"--user-data-dir={profile.FullName}", "about:blank"])
            start.ArgumentList.Add(word);
        var browser = new Browser(Process.Start(start)!, profile);
        try
        {
            await browser.Connect();
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a page of the disk as wide as asked, in light or dark, and waits until it is drawn.</summary>
    public async Task Open(string path, int width, bool dark, int height = 900)
    {
        _complaints.Clear();
        _asked.Clear();
        await Call("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = width < 500 });
        await Call("Emulation.setEmulatedMedia", new() { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }) });
        await Call("Page.navigate", new() { ["url"] = new Uri(path).AbsoluteUri });
        await Until("document.readyState === 'complete' && location.protocol === 'file:'");
    }

    /// <summary>What a script answers.</summary>
    public async Task<T> Ask<T>(string script)
    {
        var answer = await Call("Runtime.evaluate", new() { ["expression"] = script, ["returnByValue"] = true, ["awaitPromise"] = true });
        if (answer["exceptionDetails"] is { } thrown) throw new InvalidOperationException(thrown.ToJsonString());
        return answer["result"]!["value"]!.Deserialize<T>()!;
    }

    /// <summary>As printed on A4.</summary>
    public async Task<byte[]> Print() => Data(await Call("Page.printToPDF", new() { ["preferCSSPageSize"] = true, ["printBackground"] = true }));

    /// <summary>From one line of the page to another, as a picture.</summary>
    public async Task<byte[]> Picture(int width, int top, int bottom) =>
        Data(await Call("Page.captureScreenshot", new() { ["format"] = "png", ["captureBeyondViewport"] = true, ["clip"] = new JsonObject { ["x"] = 0, ["y"] = top, ["width"] = width, ["height"] = bottom - top, ["scale"] = 1 } }));

    /// <summary>As on paper, or as on the screen again.</summary>
    public Task Medium(string medium) => Call("Emulation.setEmulatedMedia", new() { ["media"] = medium });

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _stop.Dispose();
        // It may still be writing when it is killed; what is left in the temporary folder harms nobody.
        try { _profile.Delete(recursive: true); } catch (IOException) { }
    }

    private string? _session;

    private async Task Connect()
    {
        while (await _process.StandardError.ReadLineAsync(_stop.Token).AsTask().WaitAsync(s_patience) is { } line)
            if (line.StartsWith("DevTools listening on ", StringComparison.Ordinal))
            {
                // Else it would stop where nobody reads what it says.
                _ = _process.StandardError.ReadToEndAsync(_stop.Token);
                _ = _process.StandardOutput.ReadToEndAsync(_stop.Token);
                await _socket.ConnectAsync(new(line["DevTools listening on ".Length..]), _stop.Token);
                var target = (await Call("Target.createTarget", new() { ["url"] = "about:blank" }))["targetId"]!.GetValue<string>();
                _session = (await Call("Target.attachToTarget", new() { ["targetId"] = target, ["flatten"] = true }))["sessionId"]!.GetValue<string>();
                foreach (var domain in (string[])["Page", "Runtime", "Log", "Network"]) await Call($"{domain}.enable", []);
                return;
            }
        throw new InvalidOperationException($"{Program} ended before it listened");
    }

    private async Task Until(string condition)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await Ask<bool>(condition))
        {
            if (Stopwatch.GetElapsedTime(since) > s_patience) throw new TimeoutException(condition);
            await Call("Runtime.evaluate", new() { ["expression"] = "new Promise(done => requestAnimationFrame(done))", ["awaitPromise"] = true });
        }
    }

    private async Task<JsonObject> Call(string method, JsonObject arguments)
    {
        var id = ++_sent;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = arguments };
        if (_session is not null) message["sessionId"] = _session;
        await _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, _stop.Token);
        while (true)
        {
            var heard = await Hear();
            if (heard["id"]?.GetValue<int>() != id) Note(heard);
            else return heard["result"]?.AsObject() ?? throw new InvalidOperationException($"{method}: {heard["error"]?.ToJsonString()}");
        }
    }

    private async Task<JsonObject> Hear()
    {
        using var whole = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(), _stop.Token);
            whole.Write(buffer, 0, part.Count);
            if (part.EndOfMessage) return JsonNode.Parse(whole.ToArray())!.AsObject();
        }
    }

    private void Note(JsonObject heard)
    {
        var said = heard["params"];
        switch (heard["method"]?.GetValue<string>())
        {
            case "Runtime.exceptionThrown": _complaints.Add(said!["exceptionDetails"]!.ToJsonString()); break;
            case "Runtime.consoleAPICalled" when said!["type"]!.GetValue<string>() is "error" or "warning" or "assert": _complaints.Add(said["args"]!.ToJsonString()); break;
            case "Log.entryAdded": _complaints.Add(said!["entry"]!.ToJsonString()); break;
            case "Network.requestWillBeSent" when said!["request"]!["url"]!.GetValue<string>() is var url && said["type"]?.GetValue<string>() != "Document": _asked.Add(url); break;
        }
    }

    private static byte[] Data(JsonObject answer) => Convert.FromBase64String(answer["data"]!.GetValue<string>());
}
