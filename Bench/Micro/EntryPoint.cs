using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Mqant.Bench.Micro;

/// <summary>Measures the steps of a request one by one, with what they allocate. Arguments are BenchmarkDotNet's, such as <c>--filter *Decode*</c>.</summary>
internal static class EntryPoint
{
    public static int Main(string[] args)
    {
        // In this process: the benchmarks need nothing built for them, and start at once.
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddExporter(MarkdownExporter.Console)
            .AddLogger(ConsoleLogger.Default)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "mqant-bench-micro"));
        return BenchmarkSwitcher.FromAssembly(typeof(EntryPoint).Assembly).Run(args.Length > 0 ? args : ["--filter", "*"], config).Any() ? 0 : 1;
    }
}
