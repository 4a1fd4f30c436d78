using System.Globalization;
using Breakeven.Cli.Reports;
using Breakeven.Training;

namespace Breakeven.Cli.Verbs;

/// <summary>Fine-tunings as people read them.</summary>
internal static class FineTuneSections
{
    private static readonly Bytes Gigabyte = Bytes.Gigabytes(1);

    public static IEnumerable<Section> Of(IReadOnlyList<FineTuneRow> rows)
    {
        var request = rows[0].Tuning.Request;
        yield return new Section.Facts(request.Model.Id,
        [
            new("parameters", "total_parameters", ModelWords.Parameters(request.Model.TotalParameters)),
            new("active", "active_parameters", ModelWords.Parameters(request.Model.ActiveParameters)),
            new("tokens", "tokens", new($"{CompareTables.Short(request.Tokens)}, in sequences of {request.Sequence:N0}", Cell.Number(request.Tokens).Raw)),
            new("arithmetic", "mfu", new($"{request.UsualShare:0 %} of the datasheet's bf16{(request.Share is null ? ", what the best published pre-training reached: an upper bound" : "")}", Cell.Number(request.UsualShare).Raw)),
        ]);
        yield return new Section.Table("What it takes", Columns, [.. rows.Select(Row)]) { Main = true };
        yield return new Section.Table("Where memory goes, GB", MemoryColumns, [.. rows.DistinctBy(row => row.Tuning.Request.Method).Select(Memory)]);
        yield return new Section.Notes("Assumptions", [.. Assumptions(rows)]);
    }

    private static readonly IReadOnlyList<Column> Columns =
    [
        new("method", "method"), new("gpu", "gpu"), Column.Number("trained M", "trained_parameters", drop: 3), Column.Number("GPUs at least", "gpus"), Column.Number("GB each of", "bytes_per_gpu"), Column.Number("usable GB", "usable_bytes", drop: 2),
        Column.Number("GPU-hours", "gpu_hours"), Column.Number("hours", "hours", drop: 1), Column.Number("$", "usd"), new("from", "provider", Drop: 4),
    ];

    private static IReadOnlyList<Cell> Row(FineTuneRow row)
    {
        var tuning = row.Tuning;
        return
        [
            FineTuneOptions.Name(tuning.Request.Method), tuning.Request.Accelerator.Id, Cell.Count(tuning.Trained, 1e6, 1),
            tuning.Devices is { } devices ? Cell.Number(devices) : Cell.Of("does not fit", Tone.Bad) with { Raw = "" },
            Cell.Scaled(tuning.Memory.OnEach(tuning.Devices ?? int.MaxValue), Gigabyte, 1), Cell.Scaled(tuning.Usable, Gigabyte, 1),
            Hours(tuning.DeviceTime), Hours(tuning.Elapsed),
            row.Sold is var (cost, offer) ? new(cost.Value.ToString("#,0.00", CultureInfo.InvariantCulture), Cell.Number(cost.Value).Raw) : Cell.Unknown,
            row.Sold is { } sold ? $"{sold.Offer.Provider}, {sold.Offer.Gpus}x" : Cell.Unknown,
        ];
    }

    private static Cell Hours(Seconds? time) => time is { } known ? new((known.Value / 3600).ToString("#,0.##", CultureInfo.InvariantCulture), Cell.Number(known.Value / 3600).Raw) : Cell.Unknown;

    private static readonly IReadOnlyList<Column> MemoryColumns =
    [
        new("method", "method"), Column.Number("weights", "weight_bytes"), Column.Number("adapters", "adapter_bytes"), Column.Number("gradients", "gradient_bytes"), Column.Number("Adam", "optimizer_bytes"),
        Column.Number("all, sharded", "sharded_bytes"), Column.Number("activations, each", "activation_bytes_per_gpu"), Column.Number("a layer gathered, each", "gathered_bytes_per_gpu", drop: 1),
    ];

    private static IReadOnlyList<Cell> Memory(FineTuneRow row)
    {
        var (method, memory) = (row.Tuning.Request.Method, row.Tuning.Memory);
        return
        [
            FineTuneOptions.Name(method), .. new[] { memory.Weights, memory.Adapters, memory.Gradients, memory.Optimizer, memory.Sharded, memory.Activations, memory.Gathered }.Select(bytes => Cell.Scaled(bytes, Gigabyte, bytes < Gigabyte ? 2 : 1)),
        ];
    }

    private static IEnumerable<string> Assumptions(IReadOnlyList<FineTuneRow> rows)
    {
        var request = rows[0].Tuning.Request;
        yield return "mixed precision with Adam: 16 B a trained parameter (2 of weight, 2 of gradient, 12 of 32-bit weight and moments); frameworks that sum gradients in 32 bits take 18; frozen weights 2 B, or NF4 with quantised scales (QLoRA)";
        yield return "weights, gradients and states are split evenly over the GPUs (ZeRO-3, FSDP), which put one layer at a time together; activations are checkpointed by layer and computed twice; 90 % of a GPU's memory is usable";
        yield return $"arithmetic a token: {(rows.Any(row => row.Tuning.Request.Method == FineTuneMethod.Full) ? "8 FLOP an active parameter, of which 2 are the second pass; " : "")}6 where weights are frozen; attention's scores four times";
        if (rows.Any(row => row.Tuning.Request.Method != FineTuneMethod.Full))
            yield return $"adapters of rank {request.Rank} on {Adapted(request)}";
        if (request.Model.IsMixture) yield return $"memory follows all parameters, arithmetic the active ones: frameworks that loop over experts reach far less than {request.UsualShare:0 %}, so measure a few steps and give --mfu";
        yield return "prices: the cheapest box on demand that holds it, by GPU-hours; set-up, evaluation and failed runs come on top";
    }

    private static string Adapted(FineTuneRequest request) => request.Targets switch
    {
        AdapterTargets.Attention => "attention's matrices alone",
        AdapterTargets.All when request.Model.IsMixture => "all matrices, one adapter for each expert",
        _ when request.Model.IsMixture => "all matrices but routed experts",
        _ => "all matrices of attention and networks",
    };

    /// <summary>How the first row's figures came about.</summary>
    public static IEnumerable<Explanation> Explain(FineTuneRow row)
    {
        var (tuning, source) = (row.Tuning, row.Tuning.Request.Model.Source.Where);
        var request = tuning.Request;
        yield return new($"memory, {FineTuneOptions.Name(request.Method)}", tuning.Memory.Sharded.ToString(), "weights + adapters + gradients + Adam", $"{tuning.Memory.Weights} + {tuning.Memory.Adapters} + {tuning.Memory.Gradients} + {tuning.Memory.Optimizer}", Basis.Analytic, source);
        if (tuning.DeviceTime is not { } time) yield break;
        yield return new("GPU-hours", (time.Value / 3600).ToString("0.##", CultureInfo.InvariantCulture), "FLOP / (bf16 rate x share)", $"{tuning.Work} / ({request.Accelerator.DenseRates[Models.NumberFormat.Bf16]} x {request.UsualShare:0.##})", Basis.Assumed, source);
    }
}
