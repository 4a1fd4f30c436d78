using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Breakeven.Cli.Reports;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven version</summary>
internal static class Version
{
    /// <summary>The version and the commit it was built from, as the build wrote them: "0.1.0+57e954b".</summary>
    public static string Text { get; } = typeof(Version).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static Verb Build(KnownNames _) => new("version", "The version, what it runs on, and how large and how fresh the catalogue is", Run)
    {
        Examples = ["breakeven version", "breakeven version --format json"],
    };

    private static Answer Run(Invocation call)
    {
        var catalog = call.Catalog;
        var newest = catalog.HardwareOffers.Select(offer => offer.Source.Date).Concat(catalog.TokenOffers.Select(offer => offer.Source.Date)).DefaultIfEmpty().Max();
        var parts = Text.Split('+', 2);
        var record = new VersionRecord(
            parts[0],
            parts.Length > 1 ? parts[1] : null,
            RuntimeInformation.FrameworkDescription,
            RuntimeInformation.RuntimeIdentifier,
            catalog.ModelIds.Count,
            catalog.AcceleratorIds.Count,
            catalog.HardwareOffers.Count,
            catalog.TokenOffers.Count,
            newest == default ? null : Cell.Date(newest).Text);
        var facts = new Section.Facts("", [
            new("breakeven", "version", record.Version),
            new("commit", "commit", record.Commit ?? "unknown"),
            new("runtime", "runtime", $"{record.Runtime} on {record.Platform}"),
            new("models", "models", Cell.Number(record.Models)),
            new("accelerators", "accelerators", Cell.Number(record.Accelerators)),
            new("hardware offers", "hardware_offers", Cell.Number(record.HardwareOffers)),
            new("token offers", "token_offers", Cell.Number(record.TokenOffers)),
            new("newest price", "newest_price", record.NewestPrice ?? "none"),
        ]);
        return new Answer(new Report([facts]), record, () => VersionJson.Default.VersionRecord);
    }
}

internal sealed record VersionRecord(
    string Version,
    string? Commit,
    string Runtime,
    string Platform,
    int Models,
    int Accelerators,
    int HardwareOffers,
    int TokenOffers,
    string? NewestPrice) : WireRecord;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(VersionRecord))]
internal sealed partial class VersionJson : JsonSerializerContext;
