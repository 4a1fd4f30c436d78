namespace Breakeven.Performance.Kernels;

/// <summary>A curve's parameters in base units, on one device: seconds, bytes a second, operations a second.</summary>
/// <param name="Launch">Seconds before the first byte; of a collective between two ranks.</param>
/// <param name="Bandwidth">Bytes a second that large shapes reach.</param>
/// <param name="Rate">Operations a second that large shapes reach.</param>
/// <param name="Tile">Rows that a kernel computes where there is one.</param>
/// <param name="Each">Seconds for each unit of its family: expert touched, key head of a sequence, sequence of latent attention, doubling of ranks.</param>
/// <param name="Fill">Products: columns lost to an unfilled device. Prefill: tiles that run while most of it has finished. Experts: times that the slots' activations are moved. Collectives: the link's rate kept at each doubling of ranks.</param>
/// <param name="Walk">Seconds a token of context that one block must walk through alone, where a kernel does not split a context.</param>
/// <param name="Soft">Attention: what a pair's exponential and sums cost beside its products, in elements of width.</param>
/// <param name="Host">Seconds that the host took to issue it, where the device waited: a floor of what was timed, not of a captured graph.</param>
internal readonly record struct KernelParameters(double Launch, double Bandwidth, double Rate, double Tile, double Each, double Fill, double Walk = 0, double Soft = 0, double Host = 0);
