using System.Globalization;
using Breakeven.Prices.Imports;
using FsCheck;
using FsCheck.Fluent;

namespace Breakeven.Tests.Prices.Imports;

public sealed class PriceMergeTests
{
    private const string Header = "provider,model,name,input_usd_per_million,cached_input_usd_per_million,output_usd_per_million,batch_input_usd_per_million,batch_output_usd_per_million,date,source,note\n";

    private const string Theirs = "Acme,openai/gpt-oss-20b,theirs,  0.10,,0.300,,,2026-01-05,a contract,\"kept, as it is\"\n";

    private static string List(params (string Name, string Input, string Output)[] offers)
        => "{" + string.Join(',', offers.Select(offer => $$""" "groq/{{offer.Name}}": { "litellm_provider": "groq", "mode": "chat", "input_cost_per_token": {{offer.Input}}e-6, "output_cost_per_token": {{offer.Output}}e-6 }""")) + "}";

    [Fact]
    public void The_same_list_again_changes_nothing()
    {
        var first = Imported.Of(List(("a", "1", "2"), ("b", "0.5", "1")), "list.json");
        var again = Imported.Of(List(("a", "1", "2"), ("b", "0.5", "1")), "list.json", first);
        Assert.True(first.Result.Modified);
        Assert.False(again.Result.Modified);
        Assert.Equal(first.Tokens, again.Tokens);
        Assert.All(again.Result.Changes, change => Assert.Equal(OfferFate.Unchanged, change.Fate));
    }

    // 2 to 1.8 is a tenth less; 1 stays. The day moves with either.
    [Fact]
    public void What_changed_is_said_with_old_and_new_price()
    {
        var before = Imported.Of(List(("a", "1", "2"), ("b", "0.5", "1")), "list.json");
        var after = Imported.Of(List(("a", "1", "1.8"), ("b", "0.5", "1"), ("c", "3", "4")), "list.json", before, request => request with { Date = new(2026, 11, 20) });
        Assert.Equal([OfferFate.Changed, OfferFate.Confirmed, OfferFate.Added], after.Result.Changes.Select(change => change.Fate));
        var move = Assert.Single(after.Result.Changes.First().Moves);
        Assert.Equal(("output_usd_per_million", 2m, 1.8m, -0.1m), (move.Column, move.From, move.To, move.Share!.Value));
        Assert.All(after.TokenLines, line => Assert.Contains(",2026-11-20,", line, StringComparison.Ordinal));
    }

    [Fact]
    public void An_older_list_does_not_undo_a_newer_one()
    {
        var before = Imported.Of(List(("a", "1", "2")), "list.json");
        var after = Imported.Of(List(("a", "1", "9")), "list.json", before, request => request with { Date = new(2026, 11, 9) });
        Assert.Equal(OfferFate.Older, Assert.Single(after.Result.Changes).Fate);
        Assert.Equal(before.Tokens, after.Tokens);
    }

    [Fact]
    public void What_a_list_no_longer_has_stays_with_its_day_unless_pruned()
    {
        var before = Imported.Of(List(("a", "1", "2"), ("b", "0.5", "1")), "list.json", Imported.Before(tokens: Header + Theirs));
        var kept = Imported.Of(List(("b", "0.5", "1")), "list.json", before);
        Assert.Equal(before.Tokens, kept.Tokens);
        Assert.Equal("groq/a", kept.Result.Changes.Single(change => change.Fate == OfferFate.NoLongerListed).Name);
        var pruned = Imported.Of(List(("b", "0.5", "1")), "list.json", before, request => request with { Prune = true });
        Assert.Equal("groq/a", pruned.Result.Changes.Single(change => change.Fate == OfferFate.Removed).Name);
        Assert.Equal(before.Tokens!.Replace(before.TokenLines.ElementAt(1) + "\n", "", StringComparison.Ordinal), pruned.Tokens);
    }

    // Remarks, an empty line, a carriage return, another order of columns, spaces within a line: all of it somebody else's.
    [Fact]
    public void Lines_of_other_sources_stay_to_the_byte()
    {
        const string Mixed = "# our contract\r\nsource,date,provider,model,name,input_usd_per_million,output_usd_per_million,cached_input_usd_per_million,batch_input_usd_per_million,batch_output_usd_per_million,note\r\n"
            + "a contract,2026-01-05,Acme,openai/gpt-oss-20b, x , 0.10,0.300,,,,\"a, b\"\r\n\r\n# the end";
        var imported = Imported.Of(List(("a", "1", "2")), "list.json", Imported.Before(tokens: Mixed));
        Assert.Equal(Mixed + "\r\nBerriAI/litellm model_prices_and_context_window.json,2026-11-10,Groq,groq/a,groq/a,1,2,,,,\r\n", imported.Tokens);
    }

    [Fact]
    public void Two_sources_keep_a_row_each()
    {
        var first = Imported.Of(List(("a", "1", "2")), "list.json");
        var second = Imported.Of("""[ { "id": "groq", "models": [ { "id": "a", "prices": { "input_mtok": 1, "output_mtok": 3 } } ] } ]""", "data.json", first);
        Assert.Equal(2, second.TokenLines.Count());
        Assert.Equal(OfferFate.Added, Assert.Single(second.Result.Changes).Fate);
    }

    // Any list after any other: the second time there is nothing to do, and what is not of the list is untouched.
    [Fact]
    public void Importing_twice_is_importing_once()
    {
        var price = Gen.Choose(1, 99_999).Select(number => (number / 1000m).ToString(CultureInfo.InvariantCulture));
        var offer = from name in Gen.Elements("a", "b", "c", "llama-3.3-70b-versatile", "x,y", "d e", "quo'te", "#f") from input in price from output in price select (name, input, output);
        var lists = from before in Gen.ListOf(offer) from after in Gen.NonEmptyListOf(offer) from prune in Gen.Elements(true, false) from day in Gen.Choose(-3, 3) select (before, after, prune, day);
        Prop.ForAll(lists.ToArbitrary(), sample =>
        {
            var start = sample.before.Count == 0 ? Imported.Before(tokens: Header + Theirs) : Imported.Of(List([.. sample.before]), "list.json", Imported.Before(tokens: Header + Theirs));
            var once = Import(start);
            var twice = Import(once);
            return once.Tokens == twice.Tokens && !twice.Result.Modified && once.Tokens!.StartsWith(Header + Theirs, StringComparison.Ordinal);

            Imported Import(Imported into) => Imported.Of(List([.. sample.after]), "list.json", into, request => request with { Prune = sample.prune, Date = Imported.Day.AddDays(sample.day) });
        }).QuickCheckThrowOnFailure();
    }
}
