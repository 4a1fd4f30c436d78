namespace Breakeven.Measurements;

/// <summary>What predicted rows can be grouped by.</summary>
public enum RowKey
{
    Gpu,
    Engine,
    Model,
    Precision,
    Layout,
    Scenario,
    Source,
}

/// <summary>The names of keys and metrics in files and on the command line, and what a row has for them.</summary>
public static class RowKeys
{
    /// <summary>All keys by name, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<RowKey>().Select(NameOf)];

    public static string NameOf(RowKey key) => key.ToString().ToLowerInvariant();

    /// <summary>The key of this name, or null.</summary>
    public static RowKey? Named(string name) => Enum.GetValues<RowKey>().Where(key => NameOf(key) == name).Select(key => (RowKey?)key).FirstOrDefault();

    /// <summary>The column that measures a metric, which is also its name in answers.</summary>
    public static string NameOf(PredictedMetric metric) => metric switch
    {
        PredictedMetric.TimeToFirstToken => "ttft_ms",
        PredictedMetric.TimePerOutputToken => "tpot_ms",
        PredictedMetric.OutputTokensPerSecond => "output_tokens_per_second",
        _ => "total_tokens_per_second",
    };

    /// <summary>The layout of one replica, and how many of them ran where it was more than one.</summary>
    public static string LayoutOf(MeasuredDeployment measured) => measured.Replicas == 1 ? measured.Deployment.Layout.ToString() : $"{measured.Deployment.Layout} x{measured.Replicas}";

    /// <summary>What a row was predicted as, in the catalogue's own words: rows that name one thing differently are one group.</summary>
    public static string ValueOf(RowKey key, PredictedRow row)
    {
        var deployment = row.Deployment!.Deployment;
        return key switch
        {
            RowKey.Gpu => deployment.Accelerator.Id,
            RowKey.Engine => deployment.Engine.Id,
            RowKey.Model => deployment.Model.Id,
            RowKey.Precision => deployment.Precision.Name,
            RowKey.Layout => LayoutOf(row.Deployment),
            RowKey.Scenario => row.Row.Scenario,
            _ => row.Row.SourceKey,
        };
    }
}
