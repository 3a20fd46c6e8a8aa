using Microsoft.Extensions.Configuration;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>What the programs refuse before they read any section.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("Mqant:ModulePath", "Mqant:ModulePath")]
    [InlineData("Mqant:Gatway:TcpPort", "Mqant:Gatway")]
    public void Sections_ThatNoProgramReads_AreRefusedByName(string key, string name)
    {
        var exception = Assert.Throws<SettingsException>(() => Settings.CheckSections(Configure(key)));

        Assert.StartsWith(name + " ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mqant:Cluster:Mode")]
    [InlineData("mqant:gateway:tcpport")]
    [InlineData("Mqant:Silo:Port")]
    [InlineData("Mqant:Users:DeviceClasses:0")]
    [InlineData("Mqant:ModulesPath")]
    [InlineData("Mqant:Telemetry:SampleRatio")]
    [InlineData("Mqant:Demos:AnyPasswordLogin")]
    [InlineData("Bank:Interest")]
    public void Sections_ThatSomeProgramReads_AreAccepted(string key) => Settings.CheckSections(Configure(key));

    [Fact]
    public void ModulesPath_ThatIsEmpty_IsTheDefault() => Assert.Equal(ModuleAssemblies.Load(null), ModuleAssemblies.Load(""));

    private static IConfiguration Configure(string key) =>
        new ConfigurationBuilder().AddInMemoryCollection([new KeyValuePair<string, string?>(key, "1")]).Build();
}
