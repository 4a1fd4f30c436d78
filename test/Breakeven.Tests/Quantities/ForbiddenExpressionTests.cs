using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Breakeven.Tests.Quantities;

/// <summary>
/// What must not compile. Each row also holds a sibling that must: without it, a row would pass for a typing error
/// or a missing reference. Statements see one variable of every quantity, named after its type.
/// </summary>
public class ForbiddenExpressionTests
{
    private const string Operator = "CS0019";     // this operator does not take these operands
    private const string Implicit = "CS0029";     // no implicit conversion
    private const string Explicit = "CS0030";     // no conversion at all

    public static TheoryData<string, string, string> Rows => new()
    {
        // Amounts of different kinds do not add, subtract, compare or divide.
        { "_ = bytes + seconds;", Operator, "_ = bytes + bytes;" },
        { "_ = bytes - flopCount;", Operator, "_ = flopCount - flopCount;" },
        { "_ = bytes / flopPerSecond;", Operator, "Seconds x = bytes / bytesPerSecond;" },
        { "_ = flopCount / bytesPerSecond;", Operator, "Seconds x = flopCount / flopPerSecond;" },
        { "_ = flopCount / flopPerSecond + bytes;", Operator, "_ = flopCount / flopPerSecond + seconds;" },
        { "_ = bytesPerSecond + bytes;", Operator, "_ = bytesPerSecond * seconds + bytes;" },
        { "_ = seconds / bytes;", Operator, "BytesPerSecond x = bytes / seconds;" },
        { "_ = bytes < seconds;", Operator, "_ = seconds < seconds;" },
        { "_ = bytesPerSecond == flopPerSecond;", Operator, "_ = bytesPerSecond == bytesPerSecond;" },
        { "_ = bytesPerToken * bytes;", Operator, "Bytes x = bytesPerToken * tokenCount;" },
        { "_ = watts * seconds;", Operator, "Watts x = watts * 2;" },

        // Nothing multiplies itself, and a bare number is no amount.
        { "_ = seconds * seconds;", Operator, "Seconds x = seconds * 2;" },
        { "_ = bytes * bytes;", Operator, "double x = bytes / bytes;" },
        { "_ = 1 / seconds;", Operator, "Seconds x = 2 * seconds;" },
        { "_ = bytes > 3.0;", Operator, "_ = bytes > Bytes.Gibibytes(3);" },
        { "_ = bytes + 80;", Operator, "_ = bytes + Bytes.Gibibytes(80);" },
        { "_ = seconds == 0;", Operator, "_ = seconds == Seconds.Zero;" },
        { "Bytes x = 80;", Implicit, "Bytes x = Bytes.Gibibytes(80);" },
        { "double x = bytes;", Implicit, "double x = bytes.Value;" },
        { "var x = (double)seconds;", Explicit, "var x = seconds / Seconds.Milliseconds(1);" },

        // One kind is not another, however alike they look.
        { "BytesPerSecond x = flopPerSecond;", Implicit, "BytesPerSecond x = bytesPerSecond;" },
        { "Seconds x = bytes;", Implicit, "Seconds x = bytes / bytesPerSecond;" },
        { "TokensPerSecond x = requestsPerSecond;", Implicit, "TokensPerSecond x = requestsPerSecond * tokenCount;" },
        { "_ = Bytes.Max(bytes, seconds);", "CS0411", "_ = Bytes.Max(bytes, bytes);" },
        { "_ = Amount.Format(tokenCount);", "CS0315", "_ = Amount.Format(bytes);" },

        // Counted tokens stay exact: whole numbers multiply them, and nothing else.
        { "_ = tokenCount + 1;", Operator, "_ = tokenCount + new TokenCount(1);" },
        { "_ = tokenCount * tokenCount;", Operator, "TokenCount x = tokenCount * 3;" },
        { "_ = tokenCount * 1.5;", Operator, "TokenCount x = tokenCount * 3L;" },
        { "TokenCount x = 1200;", Implicit, "TokenCount x = new(1200);" },
        { "_ = tokenCount + tokensPerSecond;", Operator, "_ = tokenCount / seconds + tokensPerSecond;" },

        // Billed money and estimated money never meet; a rounding is the one way across.
        { "_ = usd + usdEstimate;", Operator, "_ = usd + usdEstimate.RoundToInvoice();" },
        { "Usd x = usdEstimate;", Implicit, "Usd x = usdEstimate.RoundToInvoice();" },
        { "var x = (Usd)usdEstimate;", Explicit, "var x = usdEstimate.RoundToInvoice();" },
        { "UsdEstimate x = usd;", Implicit, "UsdEstimate x = usdPerHour * seconds;" },
        { "_ = usd * 1.5;", Operator, "Usd x = usd * 2;" },
        { "_ = usd / usd;", Operator, "Usd x = usd - usd;" },
        { "_ = usd < usdEstimate;", Operator, "_ = usd < usd;" },
        { "Usd x = 3.39m;", Implicit, "Usd x = new(3.39m);" },

        // A listed price buys counted tokens or whole boxes; only its estimate mixes with rates.
        { "_ = usdPerMillionTokens * 1000.0;", Operator, "Usd x = usdPerMillionTokens * tokenCount;" },
        { "_ = usdPerMillionTokens + usd;", Operator, "Usd x = usdPerMillionTokens * tokenCount + usd;" },
        { "_ = usdPerMillionTokens + usdPerMillion;", Operator, "_ = usdPerMillion + usdPerHour / tokensPerSecond;" },
        { "_ = hourlyPrice + usd;", Operator, "HourlyPrice x = hourlyPrice * 8;" },
        { "_ = hourlyPrice * seconds;", Operator, "UsdEstimate x = hourlyPrice.Estimated * seconds;" },
        { "_ = hourlyPrice * 1.5;", Operator, "UsdPerHour x = hourlyPrice.Estimated * 1.5;" },
        { "UsdPerHour x = hourlyPrice;", Implicit, "UsdPerHour x = hourlyPrice.Estimated;" },
        { "HourlyPrice x = usdPerHour;", Implicit, "HourlyPrice x = hourlyPrice;" },
        { "_ = usdPerHour + usdPerMillion;", Operator, "_ = usdPerHour + hourlyPrice.Estimated;" },
        { "_ = usdPerHour * tokensPerSecond;", Operator, "UsdPerMillion x = usdPerHour / tokensPerSecond;" },
    };

    // All rows in one compilation, which costs little more than one row: statement by statement, the ids of its errors.
    private static readonly Lazy<ILookup<string, string>> Compiled = new(() =>
    {
        string[] statements = [.. Rows.SelectMany(row => new[] { (string)row[0], (string)row[2] }).Distinct()];
        var errors = CSharpText.Errors(OutputKind.DynamicallyLinkedLibrary, [.. statements.Select(Program)]);
        return errors.ToLookup(error => statements[int.Parse(error.Location.SourceTree!.FilePath, CultureInfo.InvariantCulture)], error => error.Id);
    });

    [Theory]
    [MemberData(nameof(Rows))]
    public void An_expression_without_meaning_does_not_compile_and_its_sibling_does(string forbidden, string error, string legal)
    {
        Assert.Equal([error], Compiled.Value[forbidden]);
        Assert.Empty(Compiled.Value[legal]);
    }

    [Fact]
    public void The_table_is_long_enough_to_mean_something() => Assert.True(Rows.Count >= 25);

    private static string Program(string statement, int index) => $$"""
        static class Statement{{index}}
        {
            static void Run(Bytes bytes, BytesPerSecond bytesPerSecond, BytesPerToken bytesPerToken, FlopCount flopCount, FlopPerSecond flopPerSecond,
                Seconds seconds, TokenCount tokenCount, TokensPerSecond tokensPerSecond, RequestsPerSecond requestsPerSecond, Watts watts,
                Usd usd, UsdEstimate usdEstimate, UsdPerHour usdPerHour, HourlyPrice hourlyPrice, UsdPerMillion usdPerMillion, UsdPerMillionTokens usdPerMillionTokens)
            {
                {{statement}}
            }
        }
        """;
}
