using Microsoft.Extensions.Time.Testing;
using Mqant.Gateway;
using Mqant.Gateway.Limits;
using Orleans.Runtime;
using Xunit;

namespace Mqant.Tests.Limits;

/// <summary>What is known of addresses.</summary>
public sealed class AddressBookTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly GatewayLimits _limits = new() { MaxNewKeysPerMinutePerAddress = 6, MaxLoginsPerMinutePerAddress = 6 };
    private readonly AddressBook _book;

    public AddressBookTests() => _book = new AddressBook(() => _limits, _time);

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    public void Address_OfIPv6_IsItsNetwork(string one, string other, bool same) => Assert.Equal(same, _book.Find(one) == _book.Find(other));

    [Fact]
    public void WhatIsNoAddress_HasNoEntry() => Assert.Null(_book.Find("memory"));

    [Fact]
    public void Keys_OfAllSessionsOfAnAddress_AreOneBudget_AndConnectingAnewRenewsNothing()
    {
        var used = 0;
        for (var session = 0; session < 4; session++)
        {
            var keys = new KeyLimiter(60, _time);
            used += Enumerable.Range(0, 3).Count(i => keys.TryUse(Key($"{session}-{i}"), _book.Find("192.0.2.1")));
        }

        Assert.Equal(6, used);
        Assert.True(new KeyLimiter(60, _time).TryUse(Key("another"), _book.Find("192.0.2.2")));
        _time.Advance(TimeSpan.FromSeconds(10));
        var late = new KeyLimiter(60, _time);
        Assert.True(late.TryUse(Key("new"), _book.Find("192.0.2.1")));
        Assert.False(late.TryUse(Key("newer"), _book.Find("192.0.2.1")));
    }

    [Fact]
    public void Key_ThatTheAddressRefuses_CostsTheSessionNothing()
    {
        var address = _book.Find("192.0.2.1");
        var others = new KeyLimiter(60, _time);
        Assert.Equal(6, Enumerable.Range(0, 10).Count(i => others.TryUse(Key($"{i}"), address)));
        var keys = new KeyLimiter(1, _time);
        Assert.False(keys.TryUse(Key("mine"), address));

        Assert.True(keys.TryUse(Key("mine"), address: null));
    }

    [Fact]
    public void Logins_ComeBackSteadily()
    {
        var address = _book.Find("192.0.2.1")!;
        Assert.Equal(6, Enumerable.Range(0, 10).Count(_ => address.TryLogIn()));
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(2, Enumerable.Range(0, 10).Count(_ => address.TryLogIn()));
    }

    [Fact]
    public void Addresses_AreForgotten_WhenNothingIsMissing_AndNotBefore()
    {
        var spent = _book.Find("192.0.2.1")!;
        while (spent.TryLogIn())
        {
        }

        Fill("10.0");
        Assert.Same(spent, _book.Find("192.0.2.1"));
        _time.Advance(TimeSpan.FromMinutes(1));
        Fill("10.1");

        Assert.NotSame(spent, _book.Find("192.0.2.1"));
        Assert.InRange(_book.Count, 1, 4_000);
    }

    [Fact]
    public void Addresses_AreForgotten_AlsoWhenNobodyComesAnyMore()
    {
        Fill("10.0");
        var spent = _book.Find("192.0.2.1")!;
        while (spent.TryLogIn())
        {
        }

        _book.Trim();
        Assert.Equal(1, _book.Count);
        Assert.Same(spent, _book.Find("192.0.2.1"));
        _time.Advance(TimeSpan.FromMinutes(1));
        _book.Trim();
        Assert.Equal(0, _book.Count);
    }

    private static GrainId Key(string name) => GrainId.Create("room", name);

    private void Fill(string network)
    {
        for (var i = 0; i < 10_000; i++)
        {
            _book.Find($"{network}.{i / 250}.{i % 250}");
        }
    }
}
