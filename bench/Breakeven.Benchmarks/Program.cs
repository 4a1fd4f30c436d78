using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(Breakeven.Benchmarks.EstimatorBenchmarks).Assembly).Run(args);
