using System.Reflection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Mqant.Grains;
using Mqant.Tests.Infrastructure;
using Orleans.Configuration;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>What a silo says of its modules when it starts.</summary>
public sealed class HostedModulesTests(RedisServers servers)
{
    private static readonly string Version =
        typeof(DemoOptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    [Fact]
    public async Task Silo_NamesItsModulesWithTheirVersions()
    {
        await using var silo = await MqantProcess.StartSiloAsync($"--Mqant:Cluster:Redis={await servers.GetAddressAsync(Redis.Garnet)}", $"--Mqant:Cluster:ClusterId={UniqueName.For("modules")}", "--Mqant:Demos:Enabled=true");

        await AssertNamesModulesAsync(silo);
    }

    [Fact]
    public async Task Gateway_WithAnEmbeddedSilo_NamesItsModulesWithTheirVersions()
    {
        await using var gateway = await MqantProcess.StartGatewayAsync();

        await AssertNamesModulesAsync(gateway);
    }

    [Fact]
    public async Task Silo_WithoutModules_SaysSo()
    {
        var lines = new LogLines<HostedModules>();

        await new HostedModules(Options.Create(new GrainTypeOptions()), lines).StartAsync(TestContext.Current.CancellationToken);

        var (level, line) = Assert.Single(lines.Snapshot());
        Assert.Equal(LogLevel.Warning, level);
        Assert.Equal("This silo hosts no module; Mqant:ModulesPath names the folder that they are loaded from.", line);
    }

    private static async Task AssertNamesModulesAsync(MqantProcess process)
    {
        await process.WaitForLineAsync("This silo hosts ");
        var line = Assert.Single(process.Output.Split(Environment.NewLine), line => line.Contains("This silo hosts ", StringComparison.Ordinal));
        Assert.Contains($" Chat {Version}, Gate ", line, StringComparison.Ordinal);
        Assert.EndsWith($" XaXb {Version}.", line, StringComparison.Ordinal);
    }
}
