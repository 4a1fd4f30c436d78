using System.Globalization;
using Breakeven.Catalog;
using Breakeven.Cli.Reports;
using Breakeven.Economics;
using Breakeven.Models;
using Breakeven.Sizing;

namespace Breakeven.Cli;

/// <summary>Speculation as a user asked for it, with where its acceptance length is from.</summary>
/// <param name="Speculation">What is reckoned with.</param>
/// <param name="Measured">The measurement that its length is of; null where the user gave it.</param>
internal sealed record SpeculationChoice(Speculation Speculation, MeasuredAcceptance? Measured)
{
    private const string Where = "--engine-setting";

    /// <summary>So many drafts of a model: at the length that was given, or else at the one that was measured.</summary>
    public static SpeculationChoice Of(int draftTokens, double? given, Model model, ICatalog catalog)
    {
        if (given is { } length)
            return length >= 1 && length <= draftTokens + 1
                ? new(new(draftTokens, length), null)
                : throw new InputException(
                    $"acceptance_length={Text(length)} cannot be: a step yields its own token and at most the {draftTokens} drafted", Where, $"give tokens a step from 1 to {draftTokens + 1}");
        var example = $"acceptance_length={Text(1 + 0.5 * draftTokens)}";
        var measured = catalog.Acceptance.Find(model) ?? throw new InputException(
            $"how many tokens a step of {model.Id} yields was not measured", Where, $"give what yours yields beside num_speculative_tokens={draftTokens}, such as {example}");
        return draftTokens <= measured.Lengths.Count
            ? new(new(draftTokens, measured.Lengths[draftTokens - 1]), measured)
            : throw new InputException(
                $"{model.Id} was measured with 1 to {measured.Lengths.Count} drafted tokens, not with {draftTokens}", Where, $"give at most {measured.Lengths.Count}, or what yours yields, such as {example}");
    }

    /// <summary>What is drafted for a model of a comparison, or null.</summary>
    public static SpeculationChoice? Of(CompareRequest request, Model model) =>
        request.Models.FirstOrDefault(one => one.Model == model) is { Speculation: { } speculation } compared ? new(speculation, compared.Measured) : null;

    /// <summary>What is supposed and where from, in one line.</summary>
    public string Remark(Model model, string name) => Measured is null
        ? $"{name}: a step {Drafted} by {DrafterOf(model)}, and yields {Tokens(Speculation.AcceptanceLength)}, as given and not measured"
        : $"{name}: a step {Drafted} by {DrafterOf(model)}, and yields {Tokens(Speculation.AcceptanceLength)}, as measured with {Measured.Method}, thinking {(Measured.Thinking ? "on" : "off")}, on coding prompts; other prompts yield other numbers"
            + (Measured.Method == "dspark" ? "; that drafter writes blocks, and is reckoned here as if it wrote one token after another" : "") + $" ({SourceText.Of(Measured.Source)})";

    /// <summary>The drafter's name: what was measured, or else what the checkpoint has, or an engine adds.</summary>
    public string NameOf(Model model) => Measured?.Method ?? (model.DraftLayers.Count > 0 ? "mtp" : "eagle");

    /// <summary>The drafter, and as what it is reckoned.</summary>
    public string DrafterOf(Model model) => $"{NameOf(model)} ({model.DraftLayers.Count switch
    {
        0 => "supposed: one more layer like the last",
        1 => "the checkpoint's draft layer",
        _ => "the checkpoint's draft layers",
    }})";

    /// <summary>Tokens in words, "1 token".</summary>
    internal static string Tokens(double length) => Text(length) is var text && text == "1" ? "1 token" : $"{text} tokens";

    /// <summary>What no measurement vouches for.</summary>
    public static string Unjudged => "speculation: no measured run of the catalogue drafted tokens, so that no interval is claimed; nearest measurements are of runs without";

    private string Drafted => $"drafts {Tokens(Speculation.DraftTokens)}";

    internal static string Text(double length) => length.ToString("0.##", CultureInfo.InvariantCulture);
}

/// <summary>The same for programs.</summary>
internal sealed record SpeculationRecord(int DraftTokens, double AcceptanceLengthTokens, string Basis, string? Method, bool? Thinking, Verbs.SourceRecord? Source, string Drafter)
{
    public static SpeculationRecord? Of(SpeculationChoice? choice, Model model) => choice is null ? null : new(
        choice.Speculation.DraftTokens, choice.Speculation.AcceptanceLength, choice.Measured is null ? "given" : "measured",
        choice.Measured?.Method, choice.Measured?.Thinking, choice.Measured is { } measured ? Verbs.SourceRecord.Of(measured.Source) : null, choice.NameOf(model));
}
