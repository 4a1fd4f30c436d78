using Breakeven.Models;

namespace Breakeven.Sizing;

/// <summary>The layouts worth trying for a number of devices.</summary>
public static class Layouts
{
    /// <summary>Every division of so many devices into tensor, pipeline and (for a mixture) attention-parallel ranks, with experts split or dealt.</summary>
    public static IEnumerable<Layout> Of(int gpus, Model model)
    {
        for (var pipeline = 1; pipeline <= Math.Min(gpus, model.Layers.Count); pipeline++)
        {
            if (gpus % pipeline != 0) continue;
            var perStage = gpus / pipeline;
            for (var data = 1; data <= (model.IsMixture ? perStage : 1); data++)
            {
                if (perStage % data != 0) continue;
                var tensor = perStage / data;
                if (data == 1 || !model.IsMixture) yield return new(tensor, pipeline, data);
                if (model.IsMixture && perStage > 1) yield return new(tensor, pipeline, data, perStage);
            }
        }
    }

    /// <summary>Reads "tp=8", "tp=2,pp=3" or "tp=1,dp=8,ep=8".</summary>
    public static Layout Parse(string text)
    {
        var ranks = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split([',', ';'], StringSplitOptions.TrimEntries))
        {
            var pair = part.Split('=', StringSplitOptions.TrimEntries);
            if (pair.Length != 2 || pair[0].ToLowerInvariant() is not ("tp" or "pp" or "dp" or "ep"))
                throw Refused(text, $"\"{part}\" is not one of tp=N, pp=N, dp=N, ep=N");
            if (!int.TryParse(pair[1], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count) || count is < 1 or > 1024)
                throw Refused(text, $"\"{part}\" needs a whole number from 1 to 1024");
            if (!ranks.TryAdd(pair[0], count)) throw Refused(text, $"{pair[0]} is given twice");
        }

        return new(ranks.GetValueOrDefault("tp", 1), ranks.GetValueOrDefault("pp", 1), ranks.GetValueOrDefault("dp", 1), ranks.GetValueOrDefault("ep", 1));
    }

    private static Catalog.InputException Refused(string text, string why) => new($"\"{text}\" is no layout: {why}", "--layout", "write for example tp=8 or tp=1,dp=8,ep=8");
}
