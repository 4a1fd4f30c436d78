using FsCheck;
using FsCheck.Fluent;

namespace Breakeven.Tests.Quantities;

public class AmountTests
{
    [Theory]
    [InlineData("80GiB", 85_899_345_920.0)]
    [InlineData("80 GiB", 85_899_345_920.0)]
    [InlineData("  80GiB\t", 85_899_345_920.0)]
    [InlineData("80GB", 80e9)]
    [InlineData("0.5KiB", 512)]
    [InlineData(".5KiB", 512)]
    [InlineData("0B", 0)]
    [InlineData("+1B", 1)]
    [InlineData("1,000GB", 1e12)]
    [InlineData("1,234,567.5B", 1_234_567.5)]
    [InlineData("1e3 MB", 1e9)]
    [InlineData("2.5E-1 kB", 250)]
    public void Bytes_are_read_in_both_kinds_of_unit(string text, double bytes) => Assert.Equal(bytes, Read<Bytes>(text).Value);

    [Fact]
    public void Marketed_and_device_gigabytes_stay_apart() => Assert.NotEqual(Read<Bytes>("80GB"), Read<Bytes>("80GiB"));

    [Fact]
    public void Every_kind_of_amount_is_read_in_its_usual_spelling()
    {
        Assert.Equal(3.35e12, Read<BytesPerSecond>("3.35TB/s").Value);
        Assert.Equal(50e9, Read<BytesPerSecond>("400 Gbps").Value);
        Assert.Equal(131_072, Read<BytesPerToken>("128KiB/token").Value);
        Assert.Equal(989e12, Read<FlopPerSecond>("989TFLOP/s").Value);
        Assert.Equal(2e12, Read<FlopCount>("2TFLOP").Value);
        Assert.Equal(0.05, Read<Seconds>("50ms").Value, 12);
        Assert.Equal(5e-6, Read<Seconds>("5µs").Value, 12);
        Assert.Equal(86_400, Read<Seconds>("1 d").Value);
        Assert.Equal(700, Read<Watts>("0.7kW").Value, 9);
        Assert.Equal(2.10, Read<UsdPerHour>("$2.10/h").Value);
        Assert.Equal(2.10, Read<UsdPerHour>("$ 2.10 /h").Value);
        Assert.Equal(0.60, Read<UsdPerMillion>("$0.60/M").Value);
        Assert.Equal(12.5, Read<UsdEstimate>("$12.50").Value);
    }

    [Fact]
    public void Counts_a_day_may_carry_a_suffix_for_thousands_and_millions()
    {
        Assert.Equal(2e6 / 86_400, Read<RequestsPerSecond>("2M/day").Value, 9);
        Assert.Equal(2e6 / 86_400, Read<RequestsPerSecond>("2M requests/day").Value, 9);
        Assert.Equal(500, Read<RequestsPerSecond>("0.5k requests/s").Value);
        Assert.Equal(1e10 / 86_400, Read<TokensPerSecond>("10B tokens/day").Value, 6);
    }

    [Fact]
    public void A_month_is_730_hours_for_requests_as_for_dollars()
    {
        Assert.Equal(1.0, Read<RequestsPerSecond>("2628000 requests/month").Value, 12);
        Assert.Equal(1.0, Read<UsdPerHour>("$730/month").Value, 12);
    }

    [Theory]
    [InlineData("80", "\"80\" has no unit; expected an amount with its unit, such as \"80GiB\"")]
    [InlineData("", "\"\" is not an amount; expected an amount with its unit, such as \"80GiB\"")]
    [InlineData(" ", "\" \" is not an amount; expected an amount with its unit, such as \"80GiB\"")]
    [InlineData("GiB", "\"GiB\" is not an amount; expected an amount with its unit, such as \"80GiB\"")]
    [InlineData("NaN GiB", "\"NaN GiB\" is not an amount; expected an amount with its unit, such as \"80GiB\"")]
    [InlineData("-80GiB", "\"-80GiB\" is negative; expected an amount with its unit, such as \"80GiB\"")]
    [InlineData("1e400GB", "\"1e400GB\" is too large; expected an amount with its unit, such as \"80GiB\"")]
    [InlineData("1.2.3GB", "\"1.2.3GB\" is not an amount; expected an amount with its unit, such as \"80GiB\"")]
    [InlineData("3,35GB", "\"3,35GB\" is not an amount; expected an amount with its unit, such as \"80GiB\"")]
    [InlineData("1,0000GB", "\"1,0000GB\" is not an amount; expected an amount with its unit, such as \"80GiB\"")]
    [InlineData("--1GB", "\"--1GB\" is not an amount; expected an amount with its unit, such as \"80GiB\"")]
    [InlineData("٨٠GiB", "\"٨٠GiB\" is not an amount; expected an amount with its unit, such as \"80GiB\"")]
    public void What_is_no_amount_is_refused_with_the_reason_and_an_example(string text, string reason) => Assert.Equal(reason, Refusal<Bytes>(text));

    [Theory]
    [InlineData("80 parsecs")]
    [InlineData("80GiB extra")]
    [InlineData("80TB/s")]
    [InlineData("80s")]
    [InlineData("$80")]
    [InlineData("5kGiB")]       // a count's suffix before a unit that has its own is a slip
    [InlineData("2BB")]
    public void A_wrong_unit_is_answered_with_the_right_ones(string text)
        => Assert.Equal($"\"{text}\" has a unit that is none of B, kB, KB, MB, GB, TB, KiB, MiB, GiB, TiB; expected an amount with its unit, such as \"80GiB\"", Refusal<Bytes>(text));

    [Fact]
    public void A_unit_in_the_wrong_case_is_refused_and_the_right_one_named()
        => Assert.Contains("(did you mean GiB?)", Refusal<Bytes>("80 gib"), StringComparison.Ordinal);

    [Fact]
    public void A_time_with_a_counting_prefix_is_refused() => Assert.Contains("none of ns, us", Refusal<Seconds>("5Mmin"), StringComparison.Ordinal);

    [Fact]
    public void What_is_quoted_back_stays_one_short_line()
    {
        var reason = Refusal<Bytes>("8\n0" + new string('x', 100_000));
        Assert.DoesNotContain('\n', reason);
        Assert.True(reason.Length < 300, reason);
    }

    [Theory]
    [InlineData("128k", 128_000)]
    [InlineData("2M", 2_000_000)]
    [InlineData("1.5B", 1_500_000_000)]
    [InlineData("64", 64)]
    [InlineData("1,200", 1200)]
    public void Counts_are_read_with_their_suffix(string text, double count) => Assert.Equal(count, Amount.ParseCount(text));

    [Theory]
    [InlineData("")]
    [InlineData("k")]
    [InlineData("-1")]
    [InlineData("1e400")]
    [InlineData("NaN")]
    [InlineData("12 apples")]
    public void What_is_no_count_is_null(string text) => Assert.Null(Amount.ParseCount(text));

    [Fact]
    public void Amounts_are_shown_in_the_largest_unit_that_leaves_at_least_one()
    {
        Assert.Equal("79.647 GiB", Bytes.Mebibytes(81_559).ToString());
        Assert.Equal("3.35 TB/s", BytesPerSecond.TerabytesPerSecond(3.35).ToString());
        Assert.Equal("900 GB/s", BytesPerSecond.GigabytesPerSecond(900).ToString());
        Assert.Equal("50 ms", Seconds.Milliseconds(50).ToString());
        Assert.Equal("5 us", Seconds.Microseconds(5).ToString());
        Assert.Equal("0 s", Seconds.Zero.ToString());
        Assert.Equal("1.5 h", Seconds.Minutes(90).ToString());
        Assert.Equal("1,200 tokens/s", new TokensPerSecond(1200).ToString());
        Assert.Equal("23.148 requests/s", RequestsPerSecond.PerDay(2e6).ToString());
        Assert.Equal("$0.277/Mtoken", new UsdPerMillion(0.277).ToString());
        Assert.Equal("$0.0000000375", new UsdEstimate(0.0000000375).ToString());
        Assert.Equal("$1,234.50", new UsdEstimate(1234.5).ToString());
        Assert.Equal("-$5.00", new UsdEstimate(-5).ToString());
        Assert.Equal("NaN B", new Bytes(double.NaN).ToString());
    }

    [Fact] public void Bytes_survive_a_round_trip() => RoundTrips<Bytes>();
    [Fact] public void Rates_of_data_survive_a_round_trip() => RoundTrips<BytesPerSecond>();
    [Fact] public void Bytes_per_token_survive_a_round_trip() => RoundTrips<BytesPerToken>();
    [Fact] public void Arithmetic_survives_a_round_trip() => RoundTrips<FlopCount>();
    [Fact] public void Rates_of_arithmetic_survive_a_round_trip() => RoundTrips<FlopPerSecond>();
    [Fact] public void Times_survive_a_round_trip() => RoundTrips<Seconds>();
    [Fact] public void Rates_of_requests_survive_a_round_trip() => RoundTrips<RequestsPerSecond>();
    [Fact] public void Rates_of_tokens_survive_a_round_trip() => RoundTrips<TokensPerSecond>();
    [Fact] public void Power_survives_a_round_trip() => RoundTrips<Watts>();
    [Fact] public void Estimated_money_survives_a_round_trip() => RoundTrips<UsdEstimate>();
    [Fact] public void Money_per_hour_survives_a_round_trip() => RoundTrips<UsdPerHour>();
    [Fact] public void Money_per_million_survives_a_round_trip() => RoundTrips<UsdPerMillion>();

    // What is shown can be read back, to the digits that are shown: three decimals of a number that is at least one.
    private static void RoundTrips<T>() where T : struct, IQuantity<T>
    {
        Assert.NotNull(Amount.Parse<T>(T.Example, out _));
        Assert.All(T.Shown, unit => Assert.True(T.Units.ContainsKey(unit), $"{unit} is shown but cannot be read"));
        Assert.Equal(1.0, T.Units[T.Symbol]);
        Assert.Equal(T.Shown.OrderBy(unit => T.Units[unit]), T.Shown);

        // From a millionth of the base unit to 10^18 of it, evenly over the orders of magnitude.
        var amounts = Gen.Choose(-6_000, 18_000).Select(thousandths => Math.Pow(10, thousandths / 1000.0)).ToArbitrary();
        Prop.ForAll(amounts, value =>
        {
            var read = Read<T>(Amount.Format(T.From(value))).Value;
            return Math.Abs(read - value) <= 1e-3 * value;
        }).QuickCheckThrowOnFailure();
    }

    private static T Read<T>(string text) where T : struct, IQuantity<T>
    {
        var amount = Amount.Parse<T>(text, out var error);
        Assert.Null(error);
        return Assert.NotNull(amount);
    }

    private static string Refusal<T>(string text) where T : struct, IQuantity<T>
    {
        Assert.Null(Amount.Parse<T>(text, out var error));
        return Assert.IsType<string>(error);
    }
}
