using Microsoft.Extensions.Configuration;
using Mqant.Stock;
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
        var exception = Assert.Throws<SettingsException>(() => { _ = CheckAsync(key); });

        Assert.StartsWith(name + " ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mqant:Cluster:Mode")]
    [InlineData("mqant:gateway:tcpport")]
    [InlineData("Mqant:Silo:Port")]
    [InlineData("Mqant:Compatibility")]
    [InlineData("Mqant:Users:DeviceClasses:0")]
    [InlineData("Mqant:ModulesPath")]
    [InlineData("Mqant:Telemetry:SampleRatio")]
    [InlineData("Mqant:Demos:AnyPasswordLogin")]
    [InlineData("Bank:Interest")]
    public Task Sections_ThatSomeProgramReads_AreAccepted(string key) => CheckAsync(key);

    [Fact]
    public void ModulesPath_ThatIsEmpty_IsTheDefault() => Assert.Equal(ModuleAssemblies.Load(null), ModuleAssemblies.Load(""));

    [Theory]
    [InlineData("mqant")]
    [InlineData("Mqant")]
    public void Compatibility_WithMqant_SetsWhatItsClientsExpect(string name)
    {
        using var configuration = new ConfigurationManager { [Compatibility.Key] = name };

        Compatibility.Apply(configuration);

        Assert.Equal("Allow", configuration["Mqant:Users:DuplicateLogin"]);
        Assert.Equal("Never", configuration["Mqant:Gateway:ClientIdTakeover"]);
    }

    [Fact]
    public void Compatibility_GivesWayToAKeyOfItsOwn()
    {
        using var configuration = new ConfigurationManager { [Compatibility.Key] = "mqant", ["Mqant:Users:DuplicateLogin"] = "RejectNew" };

        Compatibility.Apply(configuration);

        Assert.Equal("RejectNew", configuration["Mqant:Users:DuplicateLogin"]);
        Assert.Equal("Never", configuration["Mqant:Gateway:ClientIdTakeover"]);
    }

    [Fact]
    public void Compatibility_ThatIsUnset_SetsNothing()
    {
        using var configuration = new ConfigurationManager { [Compatibility.Key] = "" };

        Compatibility.Apply(configuration);

        Assert.Null(configuration["Mqant:Users:DuplicateLogin"]);
    }

    private static Task CheckAsync(string key)
    {
        var builder = MqantProgram.CreateBuilder([]);
        builder.AddMqantSilo().AddStock("test", static _ => false);
        var sections = builder.Services.Select(service => service.ImplementationInstance).OfType<KnownSection>();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new KeyValuePair<string, string?>(key, "1")]).Build();
        return new ConfigurationCheck(configuration, sections).StartingAsync(TestContext.Current.CancellationToken);
    }
}
