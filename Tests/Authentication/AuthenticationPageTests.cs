using System.Text.RegularExpressions;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Authentication;

/// <summary>What the page shows is said to a gateway that is started as the page says.</summary>
public sealed partial class AuthenticationPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Programs.Root, "docs", "authentication.md"));

    [Fact]
    public async Task Exchanges_AsWritten_GoAsWritten()
    {
        var settings = Accounts().Match(Page).Groups["settings"].Value.Split(' ');
        await using var gateway = await MqantProcess.StartGatewayAsync([.. settings, "--Mqant:Authentication:Accounts:HashIterations=10000"]);

        await PageExchanges.FollowAsync(gateway, Page);
    }

    [Fact]
    public void Settings_OnThePage_AreThoseThatThereAre()
    {
        var there = new[] { typeof(JwtOptions), typeof(AccountOptions), typeof(DeviceOptions), typeof(GuestOptions), typeof(BackOffOptions), typeof(AuthenticationOptions) }
            .SelectMany(static options => options.GetProperties())
            .Where(static property => property.CanWrite || property.PropertyType.IsGenericType)
            .Select(static property => property.Name);

        Assert.DoesNotContain(there, static name => !Regex.IsMatch(Page, $"""[`:]{name}[`:=]"""));
    }

    [GeneratedRegex("^dotnet run -c Release --project Gateway -- (?<settings>.*Accounts:Enabled=true.*)$", RegexOptions.Multiline)]
    private static partial Regex Accounts();
}
