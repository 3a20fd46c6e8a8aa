using System.Text.RegularExpressions;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Packaging;

/// <summary>What the templates repeat of this repository stays the same as there.</summary>
public sealed partial class TemplateSourceTests
{
    [Fact]
    public void Game_TakesPackagesInTheVersionsOfThisRepository()
    {
        var ours = Package().Matches(Read("Directory.Packages.props")).ToDictionary(match => match.Groups["id"].Value, match => match.Groups["version"].Value);
        var theirs = Package().Matches(Read("Mqant.Templates/game/MyGame.Tests/MyGame.Tests.csproj"));

        Assert.NotEmpty(theirs);
        Assert.All(theirs, package => Assert.Equal(ours[package.Groups["id"].Value], package.Groups["version"].Value));
    }

    [Theory]
    [InlineData("game/compose.yaml", "stop_grace_period: 45s")]
    [InlineData("game/k8s/silo.yaml", "terminationGracePeriodSeconds: 45")]
    [InlineData("game/k8s/gateway.yaml", "terminationGracePeriodSeconds: 45")]
    public void Deployment_LeavesAProcessTheTimeThatItsEndTakes(string file, string setting)
    {
        Assert.Contains(setting, Read($"Mqant.Templates/{file}"), StringComparison.Ordinal);

        // Out of the load balancers, the last clients, a last call.
        var gateway = new Gateway.GatewayOptions();
        Assert.True(TimeSpan.FromSeconds(5) + gateway.DrainTimeout + gateway.CallTimeout < TimeSpan.FromSeconds(45));
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(Programs.Root, file));

    [GeneratedRegex(@"<Package(Reference|Version) Include=""(?<id>[^""]+)"" Version=""(?<version>\d[^""]*)"" />")]
    private static partial Regex Package();
}
