using System.Net;
using Xunit;

namespace Mqant.Tests.Operations;

public sealed class AddressRangesTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("192.0.2.77/24", "192.0.2.0/24")]
    [InlineData("192.0.2.1/32", "192.0.2.1")]
    [InlineData("192.0.2.255/31", "192.0.2.254/31")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("2001:DB8::1", "2001:db8::1")]
    [InlineData("2001:db8:ffff::1/33", "2001:db8:8000::/33")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1/120", "192.0.2.0/24")]
    public void Text_OfAnAddressOrNetwork_IsReadInItsShortestForm(string text, string shortest)
    {
        Assert.True(AddressRanges.TryParse(text, out var range));
        Assert.Equal(shortest, AddressRanges.Format(range));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("1")]
    [InlineData("127.1")]
    [InlineData("192.0.2.1/33")]
    [InlineData("192.0.2.1/-1")]
    [InlineData("192.0.2.1/")]
    [InlineData("192.0.2.1/ 8")]
    [InlineData("2001:db8::/129")]
    [InlineData("example.org")]
    [InlineData("192.0.2.256")]
    public void Text_OfSomethingElse_IsNotRead(string? text) => Assert.False(AddressRanges.TryParse(text, out _));

    [Fact]
    public void Bans_OfNetworks_MeetThoseWhoAreInThem_AndTheNarrowestTells()
    {
        var bans = new BanList([Of("192.0.2.0/24"), Of("192.0.2.128/25"), Of("192.0.2.130"), Of("2001:db8::/32")]);

        Assert.Equal("192.0.2.0/24", Find("192.0.2.1"));
        Assert.Equal("192.0.2.128/25", Find("192.0.2.131"));
        Assert.Equal("192.0.2.130", Find("192.0.2.130"));
        Assert.Equal("2001:db8::/32", Find("2001:db8:1::7"));
        Assert.Null(Find("192.0.3.1"));
        Assert.Null(Find("2001:db9::1"));
        Assert.Null(Find("/run/socket"));

        string? Find(string address) => bans.Find(BanKind.Address, address, DateTimeOffset.UnixEpoch)?.Value;
    }

    [Fact]
    public void Ban_ThatIsOver_MeetsNobody()
    {
        var end = DateTimeOffset.UnixEpoch.AddHours(1);
        var bans = new BanList([Of("192.0.2.0/24") with { Until = end }, new Ban("2", BanKind.User, "alice", end, "rude", "op", default)]);

        Assert.NotNull(bans.Find(BanKind.User, "alice", end.AddTicks(-1)));
        Assert.Null(bans.Find(BanKind.User, "alice", end));
        Assert.NotNull(bans.Find(BanKind.Address, "192.0.2.1", end.AddTicks(-1)));
        Assert.Null(bans.Find(BanKind.Address, "192.0.2.1", end));
    }

    [Fact]
    public void Network_OfAnAddress_HoldsIt() => Assert.All(
        Enumerable.Range(0, 33), length => Assert.True(AddressRanges.Of(IPAddress.Parse("203.0.113.201"), length).Contains(IPAddress.Parse("203.0.113.201"))));

    private static Ban Of(string range) => new(range, BanKind.Address, range, null, "rude", "op", default);
}
