using BenchmarkDotNet.Running;

if (args is ["least"]) Breakeven.Benchmarks.LeastTimes.Print(Console.Out);
else if (args is ["simulate", ..]) Breakeven.Benchmarks.SimulationTimes.Print(Console.Out, args.Length > 1 ? args[1] : null);
else BenchmarkSwitcher.FromAssembly(typeof(Breakeven.Benchmarks.EstimatorBenchmarks).Assembly).Run(args);
