using Breakeven.Catalog;
using Breakeven.Performance.Kernels;

namespace Breakeven.Calibration;

/// <summary>Turns a table's rows into shapes, and drops sizes that serving does not meet.</summary>
internal static class TableRow
{
    // Grouped-query models have at most 16 heads to a key head; kernels change beyond.
    private const int GroupMax = 16;

    // A rank with fewer experts runs a handful of products, which a grouped kernel is not made for.
    private const int ExpertsMin = 8;

    public static Sample<GemmShape>? Gemm(KernelFile row, KernelPrecision precision)
    {
        double m = row.Count("m"), n = row.Count("n"), k = row.Count("k");
        // Router and head bound the weights that serving multiplies: 128 columns to 2^30 weights.
        if (m > 8192 || n < 128 || k < 256 || n * k > 1 << 30) return null;
        return new(new(m, n, k, KernelCurve.WeightBytes(precision), KernelCurve.ActivationBytes(precision)), Seconds(row), Cell(m, n * k, 2), Group(n, k));
    }

    public static Sample<ExpertsShape>? Experts(KernelFile row, KernelPrecision precision)
    {
        int Whole(string column) => (int)row.Count(column, most: 1e7);
        int tokens = Whole("num_tokens"), hidden = Whole("hidden_size"), inner = Whole("inter_size"), perToken = Whole("topk"), experts = Whole("num_experts");
        int tensor = Whole("moe_tp_size"), ranks = Whole("moe_ep_size");
        var distribution = row.Text("distribution");
        // A draw takes one rank of many, and does not say which.
        if ((ranks > 1 && (distribution != "balanced" || experts < ExpertsMin * ranks)) || (double)tokens * perToken / ranks < 1) return null;
        if (distribution != "balanced" && !RoutedLoad.IsPowerLaw(distribution))
            throw new InputException($"the distribution \"{distribution}\" is not known", row.Where, "known are balanced and power_law_1.2 or another exponent");
        var load = RoutedLoad.Of(tokens, perToken, experts, ranks, distribution);
        // Nemotron's experts have no gate: 6 of 128 at 1856, 22 of 512 at 5120.
        var matrices = row.Text("kernel_source").Contains("nongated", StringComparison.Ordinal) || perToken == 22 || inner == 1856 ? 2 : 3;
        var share = (double)inner / tensor;
        return new(
            new(load.Rows, load.Touched, (double)tokens * perToken, hidden, share, matrices, KernelCurve.WeightBytes(precision)),
            Seconds(row), Cell(tokens, hidden * share * experts / ranks, 2), Group(hidden * 31 + inner, experts * 7 + perToken));
    }

    public static Sample<PrefillShape>? Prefill(KernelFile row, KernelPrecision precision)
    {
        double prompts = row.Count("batch_size"), length = row.Count("isl"), heads = row.Count("num_heads"), keys = KeyHeads(row);
        var width = row.Count("head_dim");
        if (length < 16 || prompts * length > 65536 || heads > GroupMax * keys) return null;
        return new(
            new(prompts, length, row.Number("step"), heads, keys, width, width, Window(row), precision == KernelPrecision.Bf16 ? 2 : 1),
            Seconds(row), Cell(length, prompts * heads, 2), Group(heads * 1000 + width, keys * 7 + Window(row)));
    }

    public static Sample<DecodeShape>? Decode(KernelFile row, KernelPrecision precision)
    {
        double sequences = row.Count("batch_size"), context = row.Number("step") + row.Count("isl"), heads = row.Count("num_heads"), keys = KeyHeads(row);
        var width = row.Count("head_dim");
        if (sequences > 512 || context < 64 || heads > GroupMax * keys) return null;
        return new(
            new(sequences, context, heads, keys, width, Window(row), precision == KernelPrecision.Bf16 ? 2 : 1),
            Seconds(row), Cell(context, sequences, 2), Group(heads * 1000 + width, keys * 7 + Window(row)));
    }

    public static Sample<PrefillShape>? PrefillLatent(KernelFile row, KernelPrecision precision)
    {
        double prompts = row.Count("batch_size"), length = row.Count("isl"), heads = row.Count("num_heads");
        if (length < 16 || prompts * length > 65536) return null;
        return new(
            new(prompts, length, row.Number("step"), heads, heads, 192, 128, 0, precision == KernelPrecision.Bf16 ? 2 : 1),
            Seconds(row), Cell(length, prompts * heads, 2), Group(heads, 0));
    }

    public static Sample<LatentShape>? DecodeLatent(KernelFile row, KernelPrecision precision)
    {
        double sequences = row.Count("batch_size"), context = row.Number("step") + row.Count("isl"), heads = row.Count("num_heads");
        if (sequences > 512 || context < 64) return null;
        return new(
            new(sequences, context, heads, 512, 64, precision == KernelPrecision.Bf16 ? 2 : 1), Seconds(row), Cell(context, sequences, 2), Group(heads, 0));
    }

    /// <summary>The engines' own all-reduce; message sizes count 16-bit elements, for at 2^28 they take NCCL's time of 2^28 halves.</summary>
    public static Sample<CollectiveShape>? AllReduce(KernelFile row)
    {
        double ranks = row.Count("num_gpus"), elements = row.Count("message_size");
        if (elements > 1 << 27) return null;
        return Collective(ranks, 2 * elements * 2 * (ranks - 1) / ranks, elements, Seconds(row));
    }

    public static Sample<CollectiveShape> Collective(double ranks, double bytes, double size, double seconds)
        => new(new(ranks, bytes), seconds, Cell(size, 1, 2) * 16 + (int)ranks, (int)Math.Log2(size));

    public static double Seconds(KernelFile row, string column = "latency", double unit = 1e-3)
    {
        var value = row.Number(column);
        return value > 0 ? value * unit : throw new InputException($"the {column} is {value}", row.Where, "a timing is above zero; mend the row, or fetch the table again");
    }

    private static double KeyHeads(KernelFile row) => Math.Max(1, row.Number("num_key_value_heads"));

    private static double Window(KernelFile row) => row.Has("window_size") ? row.Number("window_size") : 0;

    private static int Cell(double first, double second, double step) => (int)Math.Round(Math.Log2(first)) * 64 + (int)Math.Round(Math.Log2(second) / step);

    // A stable number for what a shape shares with its neighbours in the table; the sequence is ours, the same on every machine.
    private static int Group(double first, double second) => (int)(((long)first * 2654435761 + (long)second * 40503 + 12345) % 1000003 & 0x7fffffff);
}
