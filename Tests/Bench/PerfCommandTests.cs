using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Bench;

/// <summary>Measuring as it is called from a shell.</summary>
public sealed class PerfCommandTests
{
    [Fact]
    public async Task Perf_OnScheduleWithoutACompiler_LeavesOutTheEchoInCAndSaysSo()
    {
        using var folder = new EmptyFolder();
        var dotnet = Tools.Require("dotnet", "the .NET SDK");
        var environment = new Dictionary<string, string> { ["PATH"] = folder.Path, ["DOTNET_HOST_PATH"] = dotnet };
        await using var perf = ToolProcess.Start(dotnet, ["exec", Programs.Bench, "perf", "open-500", "--runs", "1", "--seconds", "0.3"], environment);

        await perf.WaitForSuccessAsync();

        Assert.Contains("Without the echo in C: there is no compiler", perf.Output, StringComparison.Ordinal);
        Assert.Contains("| open-500", perf.StandardOutput, StringComparison.Ordinal);
        Assert.DoesNotContain("bare echo", perf.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Perf_OnScheduleWithACompiler_ShowsTheEchoInCBeside()
    {
        Tools.Require("cc", "apt-get install gcc");
        await using var perf = ToolProcess.Start(Tools.Dotnet, "exec", Programs.Bench, "perf", "open-500", "--runs", "1", "--seconds", "0.3");

        await perf.WaitForSuccessAsync();

        Assert.Contains("|   bare echo", perf.StandardOutput, StringComparison.Ordinal);
    }
}
