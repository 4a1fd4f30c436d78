using Breakeven.Models;

namespace Breakeven.Sizing.Machines;

/// <summary>
/// Lays a model over one machine: attention, shared experts and cache as near as they go, since every token reads them; of the routed experts as many
/// as are left room for, the others in memory, and what memory does not hold on the disk.
/// </summary>
public static class Placer
{
    // llama.cpp processes a prompt in pieces of 512 tokens (-ub), and reserves fp32 logits for one piece: 304 MiB for a vocabulary of 152,064.
    private const int MicroBatch = 512;
    private const double Fp32 = 4;

    // A CUDA context with cuBLAS; consumer cards show 0.4 to 0.6 GiB before anything is loaded.
    private static readonly Bytes s_runtime = Bytes.Gibibytes(0.5);

    /// <summary>The best placement: the most on the accelerator that fits.</summary>
    /// <param name="deal">Experts one by one over all layers instead of whole layers of experts.</param>
    public static Placement Place(Model model, PrecisionScheme precision, Machine machine, TokenCount context, int sequences = 1, bool deal = false)
    {
        var parts = new Parts(model, precision, context, sequences);
        var layers = model.Layers.Count;
        if (machine.Accelerator is null) return Lay(parts, machine, 0, layers, null);
        var whole = Lay(parts, machine, layers, 0, null);
        if (Room(whole) >= 0) return whole;
        if (!model.IsMixture) return Lay(parts, machine, Most(layers, count => Room(Lay(parts, machine, count, 0, null)) >= 0), 0, null);
        if (Room(Lay(parts, machine, layers, layers, null)) < 0)
            return Lay(parts, machine, Most(layers, count => Room(Lay(parts, machine, count, layers, null)) >= 0), layers, null);
        if (!deal) return Lay(parts, machine, layers, layers - Most(layers, count => Room(Lay(parts, machine, layers, layers - count, null)) >= 0), null);
        var experts = model.Layers.Select(layer => layer.FeedForward).OfType<FeedForwardKind.Mixture>().Max(mixture => mixture.Experts);
        return Lay(parts, machine, layers, layers, Most(experts, count => Room(Lay(parts, machine, layers, layers, count)) >= 0));
    }

    /// <summary>The placement that somebody chose: so many layers on the accelerator, so many layers of experts off it.</summary>
    public static Placement Exactly(Model model, PrecisionScheme precision, Machine machine, TokenCount context, int layersOnAccelerator, int expertLayersOutside) =>
        Lay(new(model, precision, context, 1), machine, Math.Min(layersOnAccelerator, model.Layers.Count), expertLayersOutside, null);

    private static double Room(Placement placement) => placement.LayersOnCards is null
        ? -1
        : (placement.Machine.Accelerator!.Memory * placement.Machine.Accelerators - placement.On(Tier.Accelerator)).Value;

    // The largest count that passes; more is never easier.
    private static int Most(int bound, Func<int, bool> passes)
    {
        int low = 0, high = bound;
        while (low < high)
        {
            var middle = low + (high - low + 1) / 2;
            if (passes(middle)) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    private static Placement Lay(Parts parts, Machine machine, int near, int expertsOutside, int? dealt)
    {
        var layers = parts.Model.Layers.Count;
        double nearFixed = 0, farFixed = 0, nearCache = 0, farCache = 0, nearRead = 0, farRead = 0;
        var onCards = new List<double>();
        var nearExperts = new Dictionary<(int, int), double>();
        var farExperts = new Dictionary<(int, int), double>();
        for (var i = 0; i < layers; i++)
        {
            var onAccelerator = i >= layers - near;
            var layer = parts.Layers[i];
            if (onAccelerator) (nearFixed, nearCache, nearRead) = (nearFixed + layer.Fixed, nearCache + layer.Cache, nearRead + layer.CacheRead);
            else (farFixed, farCache, farRead) = (farFixed + layer.Fixed, farCache + layer.Cache, farRead + layer.CacheRead);
            if (onAccelerator) onCards.Add(layer.Fixed + layer.Cache);
            if (layer.Experts == 0) continue;
            var share = !onAccelerator ? 0 : dealt is { } count ? Math.Min(1.0, (double)count / layer.ExpertCount.Experts) : i < expertsOutside ? 0 : 1;
            if (onAccelerator) onCards[^1] += layer.Experts * share;
            Add(nearExperts, layer.ExpertCount, layer.Experts * share);
            Add(farExperts, layer.ExpertCount, layer.Experts * (1 - share));
        }

        // The head runs where the last layer does; an embedding is looked up on the host. A matrix that is both stands on the host once.
        var embedding = parts.Embedding - (near == 0 ? parts.Twice : 0);
        if (near > 0) nearFixed += parts.Head;
        else farFixed += parts.Head;
        var outside = farExperts.Values.Sum() > 0 || farFixed > 0;
        var (weights, missing) = Spill(machine, nearFixed, nearExperts, embedding, farFixed, farExperts, farCache);
        return new()
        {
            Model = parts.Model,
            Precision = parts.Precision,
            Machine = machine,
            Context = parts.Context,
            Sequences = parts.Sequences,
            LayersOnAccelerator = near,
            ExpertLayersOutside = dealt is null && near > 0 && farExperts.Values.Sum() > 0 ? Math.Min(expertsOutside, layers) : 0,
            ExpertsOnAccelerator = dealt,
            LayersOnCards = Cards(parts, machine, onCards, outside),
            Weights = weights,
            FileBytes = new(parts.FileBytes),
            CacheOnAccelerator = new(nearCache),
            CacheInMemory = new(farCache),
            Workspace = machine.Accelerator is null ? new(0) : new((s_runtime.Value + parts.Activations + (outside ? parts.LargestExpertTensor : 0)) * machine.Accelerators),
            Short = new(missing),
            CacheRead = tier => new(tier switch { Tier.Accelerator => nearRead, Tier.Memory => farRead, _ => 0 }),
        };
    }

    // Each card takes neighbouring layers until it is full; the last holds the head too. Taking greedily finds a split wherever there is one.
    private static List<int>? Cards(Parts parts, Machine machine, List<double> layers, bool outside)
    {
        if (machine.Accelerator is not { } device || layers.Count == 0) return [];
        layers[^1] += parts.Head;
        var room = device.Memory.Value - s_runtime.Value - parts.Activations - (outside ? parts.LargestExpertTensor : 0);
        var counts = new List<int> { 0 };
        var left = room;
        foreach (var bytes in layers)
        {
            if (bytes > left)
            {
                counts.Add(0);
                left = room;
                if (counts.Count > machine.Accelerators || bytes > left) return null;
            }

            counts[^1]++;
            left -= bytes;
        }

        return counts;
    }

    // Memory takes what every token reads first, then experts; the disk takes the rest.
    private static (List<PlacedWeights> Weights, double Missing) Spill(
        Machine machine, double nearFixed, Dictionary<(int, int), double> nearExperts, double embedding, double farFixed, Dictionary<(int, int), double> farExperts, double farCache)
    {
        var weights = new List<PlacedWeights>();
        if (nearFixed > 0) weights.Add(new(Tier.Accelerator, new(nearFixed)));
        weights.AddRange(nearExperts.Where(pair => pair.Value > 0).Select(pair => new PlacedWeights(Tier.Accelerator, new(pair.Value), pair.Key.Item1, pair.Key.Item2)));
        var left = (machine.Memory - machine.Reserve).Value - farCache;
        var missing = Math.Max(0, -left);
        left = Math.Max(0, left);
        Split(farFixed, new(Tier.Memory, default));
        foreach (var (experts, bytes) in farExperts) Split(bytes, new(Tier.Memory, default, experts.Item1, experts.Item2));
        Split(embedding, new PlacedWeights(Tier.Memory, default) { LookedUp = true });
        return (weights, missing);

        void Split(double bytes, PlacedWeights part)
        {
            var held = Math.Min(bytes, left);
            left -= held;
            if (held > 0) weights.Add(part with { Bytes = new(held) });
            if (bytes - held < 1) return;
            if (machine.DiskBandwidth is null) missing += bytes - held;
            else weights.Add(part with { Tier = Tier.Disk, Bytes = new(bytes - held) });
        }
    }

    private static void Add(Dictionary<(int, int), double> sums, (int, int) key, double bytes) => sums[key] = sums.GetValueOrDefault(key) + bytes;

    /// <summary>What each layer weighs and reads, worked out once for all placements tried.</summary>
    private sealed class Parts
    {
        public Parts(Model model, PrecisionScheme precision, TokenCount context, int sequences)
        {
            (Model, Precision, Context, Sequences) = (model, precision, context, sequences);
            var made = new Dictionary<ModelLayer, LayerParts>(ReferenceEqualityComparer.Instance);
            Layers = [.. model.Layers.Select(layer => made.TryGetValue(layer, out var known) ? known : made[layer] = Of(layer))];
            double Outer(Func<WeightTensor, bool> which) => model.OuterTensors().Where(which).Sum(tensor => precision.Of(tensor).Size(tensor).Value);
            Embedding = Outer(tensor => tensor.Class == TensorClass.Embedding);
            var rest = Outer(tensor => tensor.Class is not (TensorClass.Embedding or TensorClass.Encoder));
            // A shared matrix is kept twice: on the host for the look-up, beside the last layer for the head.
            Twice = model.TiedEmbeddings ? Outer(tensor => tensor.Name == "embed_tokens") : 0;
            Head = rest + Twice;
            FileBytes = Layers.Sum(layer => layer.Fixed + layer.Experts) + Embedding + rest;
            var widest = model.LayerKinds.Max(kind => Math.Max(kind.Layer.Attention.WorkspaceElements, FeedForwardElements(kind.Layer.FeedForward)));
            Activations = MicroBatch * Fp32 * (model.Vocabulary + 2.0 * model.Hidden + widest);
            LargestExpertTensor = model.LayerKinds.SelectMany(kind => kind.Layer.Tensors(model.Hidden)).Where(tensor => tensor.Class == TensorClass.RoutedExpert)
                // Files hold gate and up apart.
                .Select(tensor => precision.Of(tensor).Size(tensor).Value / (tensor.Name.Contains("gate_up", StringComparison.Ordinal) ? 2 : 1))
                .DefaultIfEmpty(0).Max();
        }

        public Model Model { get; }

        public PrecisionScheme Precision { get; }

        public TokenCount Context { get; }

        public int Sequences { get; }

        public IReadOnlyList<LayerParts> Layers { get; }

        public double Embedding { get; }

        public double Head { get; }

        public double Twice { get; }

        public double FileBytes { get; }

        public double Activations { get; }

        public double LargestExpertTensor { get; }

        private LayerParts Of(ModelLayer layer)
        {
            double fixedBytes = 0, experts = 0;
            foreach (var tensor in layer.Tensors(Model.Hidden))
            {
                var bytes = Precision.Of(tensor).Size(tensor).Value;
                if (tensor.Class == TensorClass.RoutedExpert) experts += bytes;
                else fixedBytes += bytes;
            }

            var state = layer.Attention.StatePerSequence.Value;
            var read = layer.Attention.Passes.Sum(pass => pass.Attended(Context.Value) * pass.Read.BytesPerToken(Precision)) + 2 * state;
            return new(
                fixedBytes, experts, layer.FeedForward is FeedForwardKind.Mixture mixture ? (mixture.Experts, mixture.ExpertsPerToken) : (0, 0),
                (layer.Attention.Cache.Bytes(Precision, Context.Value) + state) * Sequences, read * Sequences);
        }

        private static double FeedForwardElements(FeedForwardKind feedForward) => feedForward switch
        {
            FeedForwardKind.Dense dense => 3.0 * dense.Width,
            FeedForwardKind.Mixture mixture => 3.0 * mixture.ExpertWidth * mixture.ExpertsPerToken + 3.0 * mixture.SharedWidth,
            _ => 0,
        };
    }

    private sealed record LayerParts(double Fixed, double Experts, (int Experts, int PerToken) ExpertCount, double Cache, double CacheRead);
}
