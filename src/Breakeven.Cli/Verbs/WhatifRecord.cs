using System.Text.Json.Serialization;

namespace Breakeven.Cli.Verbs;

internal sealed record WhatifChangeRecord(string Option, string? Before, string? After);

internal sealed record WhatifSideRecord(string Verdict, string? Choice, decimal? UsdPerMonth)
{
    public static WhatifSideRecord Of(StoredAdvice advice) => new(advice.Verdict, advice.Answer?.Choice, advice.Answer?.Usd);
}

internal sealed record WhatifLineRecord(string Line, string? Terms, string Name, decimal UsdPerMonthBefore, decimal UsdPerMonthAfter, decimal DifferenceUsdPerMonth);

internal sealed record WhatifChoiceRecord(string Choice, int? RankBefore, int? RankAfter, decimal? UsdPerMonthBefore, decimal? UsdPerMonthAfter);

internal sealed record WhatifRecord(
    string Verdict, IReadOnlyList<WhatifChangeRecord> Changes, WhatifSideRecord Before, WhatifSideRecord After, decimal? DifferenceUsdPerMonth, bool SameChoice, IReadOnlyList<WhatifLineRecord> Lines,
    IReadOnlyList<WhatifChoiceRecord> Choices, string CommandBefore, string Command) : WireRecord;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(WhatifRecord))]
internal sealed partial class WhatifJson : JsonSerializerContext;
