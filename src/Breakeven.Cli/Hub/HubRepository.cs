using System.Net;
using Breakeven.Catalog;
using Breakeven.Models.Weights;

namespace Breakeven.Cli.Hub;

/// <summary>A checkpoint on the hub: configs whole, weights by their headers.</summary>
internal sealed class HubRepository : ICheckpointFolder, IDisposable
{
    private const int FetchesAtOnce = 8;

    private readonly HubClient _client;
    private readonly HubCache _cache;
    private readonly HubAddress _address;
    private readonly string _revision;
    private readonly string? _commit;
    private readonly Dictionary<string, HubFile?> _files = new(StringComparer.Ordinal);

    public HubRepository(HubAddress address, HubClient client, HubCache cache, Action<string> warn)
    {
        (_client, _cache, _address) = (client, cache, address);
        _commit = address.IsPinned ? address.Revision : Resolve(warn);
        _revision = _commit is { } commit && !commit.StartsWith("etag-", StringComparison.Ordinal) ? commit : address.Revision;
    }

    public string Where => $"hf:{_address.Id}" + (_address.Revision == "main" ? "" : $"@{_address.Revision}");

    public string Id => _address.Id;

    public IReadOnlyList<string>? Names => null;

    public WeightFile? Open(string name)
    {
        if (!_files.TryGetValue(name, out var file)) _files[name] = file = Fetch(name);
        return file is null ? null : new(name, $"{Where}/{name}", file.Length, file.Read);
    }

    /// <summary>Fetches the beginnings of many files side by side: a large model has 160 of them.</summary>
    public void Prepare(IReadOnlyList<string> names)
    {
        var wanted = names.Where(name => !_files.ContainsKey(name)).Distinct().ToList();
        var fetched = new HubFile?[wanted.Count];
        try
        {
            Parallel.For(0, wanted.Count, new ParallelOptions { MaxDegreeOfParallelism = FetchesAtOnce }, i => fetched[i] = Fetch(wanted[i]));
        }
        catch (AggregateException failures)
        {
            // One line for all of them: the first.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures.Flatten().InnerExceptions[0]);
        }

        foreach (var (name, file) in wanted.Zip(fetched)) _files[name] = file;
    }

    public byte[]? ReadSmall(string name, int bytesMax)
    {
        if (_commit is { } known)
        {
            if (_cache.Whole(known, name) is { } cached) return cached;
            if (_cache.IsAbsent(known, name)) return null;
        }

        using var answer = _client.Get(Address(name));
        if (!answer.Found($"{Where}/{name}"))
        {
            if (_commit is { } commit) _cache.SaveAbsent(commit, name);
            return null;
        }

        var bytes = answer.Read((long)bytesMax + 1, $"{Where}/{name}");
        if (bytes.Length > bytesMax) throw new InputException($"the file is larger than {bytesMax >> 20} MiB, which no such file is", $"{Where}/{name}", "name a repository with a published checkpoint");
        if (_commit is { } key) _cache.SaveWhole(key, name, bytes);
        return bytes;
    }

    public void Dispose()
    {
        if (_commit is null) return;
        foreach (var (name, file) in _files)
            if (file is { HasGrown: true }) _cache.SaveBeginning(_commit, name, file.Length, file.Beginning);
    }

    private HubFile? Fetch(string name)
    {
        var what = $"{Where}/{name}";
        HubAnswer Get(long from, long to) => _client.Get(Address(name), (from, to));
        if (_commit is { } known)
        {
            if (_cache.Beginning(known, name) is { } cached) return new(cached.Length, cached.Bytes, what, Get);
            if (_cache.IsAbsent(known, name)) return null;
        }

        using var answer = Get(0, HubFile.FirstBytes - 1);
        if (!answer.Found(what))
        {
            if (_commit is { } commit) _cache.SaveAbsent(commit, name);
            return null;
        }

        var bytes = answer.Read(HubFile.FirstBytes, what);
        var length = answer.Length ?? throw new HttpRequestException($"{_client.Endpoint.Authority} does not say how long {what} is; fetch the file with another tool and give its path");
        return new(length, bytes, what, Get) { HasGrown = true };
    }

    // The commit behind a branch is asked for each time; without a network, the one known from the last time does.
    private string? Resolve(Action<string> warn)
    {
        try
        {
            using var answer = _client.Head(new(_client.Endpoint, $"{_address.Owner}/{_address.Name}/resolve/{Uri.EscapeDataString(_address.Revision)}/{Escaped(_address.File ?? "config.json")}"));
            answer.Found(Where);
            var key = HubCache.KeyOf(answer.Commit, answer.Status == HttpStatusCode.NotFound ? null : answer.Tag);
            if (key is not null) _cache.SaveRevision(_address.Revision, key);
            return key;
        }
        catch (HttpRequestException failure) when (failure.InnerException is HttpRequestException && _cache.Revision(_address.Revision) is not null)
        {
            var last = _cache.Revision(_address.Revision)!;
            warn($"{_client.Endpoint.Authority} cannot be reached; {Where} is as it was when last fetched ({last[..8]})");
            return last;
        }
    }

    private Uri Address(string name) => new(_client.Endpoint, $"{_address.Owner}/{_address.Name}/resolve/{Uri.EscapeDataString(_revision)}/{Escaped(name)}");

    private static string Escaped(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
