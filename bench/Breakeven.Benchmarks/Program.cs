using BenchmarkDotNet.Running;

if (args is ["least"]) Breakeven.Benchmarks.LeastTimes.Print(Console.Out);
else BenchmarkSwitcher.FromAssembly(typeof(Breakeven.Benchmarks.EstimatorBenchmarks).Assembly).Run(args);
