using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Mqant.Tests.Authentication;

public sealed class FailureBookTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Tries_BeyondTheFreeOnes_WaitLongerEachTime_UpToTheLongest()
    {
        var book = new FailureBook(3, TimeSpan.FromSeconds(5), 100, _time);
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(book.Begin("a"));
        }

        foreach (var seconds in new[] { 1, 2, 4, 5, 5 })
        {
            Assert.Equal(TimeSpan.FromSeconds(seconds), book.Begin("a"));
            _time.Advance(TimeSpan.FromSeconds(seconds));
            Assert.Null(book.Begin("a"));
        }

        Assert.Null(book.Begin("b"));
    }

    [Fact]
    public void Try_ThatMustWait_DoesNotMakeTheWaitLonger()
    {
        var book = new FailureBook(1, TimeSpan.FromMinutes(1), 100, _time);
        book.Begin("a");
        for (var i = 0; i < 100; i++)
        {
            Assert.NotNull(book.Begin("a"));
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(book.Begin("a"));
    }

    [Fact]
    public void Tries_ThatAreTakenBackOrForgotten_CostNothing()
    {
        var book = new FailureBook(2, TimeSpan.FromMinutes(1), 100, _time);
        for (var i = 0; i < 10; i++)
        {
            Assert.Null(book.Begin("a"));
            book.TakeBack("a");
        }

        Assert.Equal(0, book.Count);
        book.Begin("b");
        book.Begin("b");
        Assert.NotNull(book.Begin("b"));
        book.Forget("b");
        Assert.Null(book.Begin("b"));
    }

    [Fact]
    public void Tries_OfLongAgo_AreForgotten()
    {
        var book = new FailureBook(2, TimeSpan.FromSeconds(10), 100, _time);
        book.Begin("a");
        book.Begin("a");
        _time.Advance(TimeSpan.FromSeconds(21));

        Assert.Null(book.Begin("a"));
        Assert.Null(book.Begin("a"));
        Assert.NotNull(book.Begin("a"));
    }

    [Fact]
    public void Keys_OfAFlood_TakeABoundedPlace_AndWhoIsTouchedStays()
    {
        var book = new FailureBook(1, TimeSpan.FromDays(1), 100, _time);
        book.Begin("victim");
        for (var i = 0; i < 10_000; i++)
        {
            book.Begin($"flood {i}");
            if (i % 50 == 0)
            {
                Assert.NotNull(book.Begin("victim"));
            }
        }

        Assert.InRange(book.Count, 100, 201);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:1:2:3::4", "2001:db8:1:2:ffff::1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void Addresses_OfOneHousehold_CountAsOne(string one, string other, bool same) => Assert.Equal(same, AddressKey.Of(one) == AddressKey.Of(other));
}
