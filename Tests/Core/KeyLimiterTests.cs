using Microsoft.Extensions.Time.Testing;
using Mqant.Gateway.Limits;
using Orleans.Runtime;
using Xunit;

namespace Mqant.Tests.Core;

/// <summary>Which grain keys count as new.</summary>
public sealed class KeyLimiterTests
{
    private const int Limit = 60;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _time = new();
    private readonly KeyLimiter _keys;
    private int _used;

    public KeyLimiterTests() => _keys = new KeyLimiter(Limit, _time);

    [Fact]
    public void NewKeys_UpToTheLimit_AreAllowedAtOnce()
    {
        Assert.Equal(Limit, UseNewOnes(2 * Limit));
        Assert.Equal(0, UseNewOnes(1));
        Assert.True(_keys.TryUse(Key("0")));
    }

    [Fact]
    public void Budget_ThatWasSpent_ComesBackSteadily()
    {
        UseNewOnes(Limit);
        for (var second = 0; second < 300; second++)
        {
            _time.Advance(Minute / Limit / 2);
            Assert.Equal(0, UseNewOnes(1));
            _time.Advance(Minute / Limit / 2);
            Assert.Equal(1, UseNewOnes(2));
        }
    }

    [Fact]
    public void Budget_OfAQuietTime_IsNoMoreThanTheLimit()
    {
        UseNewOnes(Limit / 2);
        _time.Advance(10 * Minute);
        Assert.Equal(Limit, UseNewOnes(2 * Limit));
        _time.Advance(Minute / 2);
        Assert.Equal(Limit / 2, UseNewOnes(2 * Limit));
    }

    [Fact]
    public void Keys_InConstantUse_NeverCountAsNewAgain()
    {
        UseNewOnes(Limit);
        for (var second = 0; second < 600; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            for (var i = 0; i < Limit; i++)
            {
                Assert.True(_keys.TryUse(Key($"{i}")));
            }

            // Whatever comes back is there for others.
            Assert.Equal(1, UseNewOnes(2));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(59)]
    public void Key_UsedOnceAMinute_NeverCountsAsNewAgain(int offset)
    {
        _time.Advance(TimeSpan.FromSeconds(offset));
        Assert.True(_keys.TryUse(Key("rare")));
        for (var minute = 0; minute < 10; minute++)
        {
            _time.Advance(Minute - TimeSpan.FromTicks(1));
            UseNewOnes(2 * Limit);
            Assert.True(_keys.TryUse(Key("rare")));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(59)]
    public void Key_NotUsedForTwoMinutes_IsNewAgain(int offset)
    {
        _time.Advance(TimeSpan.FromSeconds(offset));
        Assert.True(_keys.TryUse(Key("old")));
        _time.Advance(Minute);
        UseNewOnes(2 * Limit);
        _time.Advance(Minute);
        UseNewOnes(2 * Limit);
        Assert.False(_keys.TryUse(Key("old")));
    }

    [Fact]
    public void KeysInUse_AreBounded()
    {
        var all = 0;
        for (var second = 0; second < 3_600; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            UseNewOnes(Limit);
            if (second % 50 == 0)
            {
                all = 0;
                while (all < _used && _keys.TryUse(Key($"{all}")))
                {
                    all++;
                }
            }
        }

        Assert.Equal(KeyLimiter.MostInUse * Limit, all);
    }

    [Fact]
    public void KeysInUse_CostNoMemory()
    {
        UseNewOnes(Limit);
        var keys = Enumerable.Range(0, Limit).Select(i => Key($"{i}")).ToArray();
        UseForMinutes(4, keys);
        Assert.Equal(0, UseForMinutes(4, keys));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Limit_ThatDoesNotDivideAMinute_IsKept(int limit)
    {
        var keys = new KeyLimiter(limit, _time);
        Assert.Equal(limit, Enumerable.Range(0, 100).Count(i => keys.TryUse(Key($"{i}"))));
    }

    [Fact]
    public void Limit_OfAnyNumber_LetsEverythingThrough()
    {
        var keys = new KeyLimiter(int.MaxValue, _time);
        Assert.True(Enumerable.Range(0, 10_000).All(i => keys.TryUse(Key($"{i}"))));
    }

    private static GrainId Key(string name) => GrainId.Create("room", name);

    // Returns how many bytes that took.
    private long UseForMinutes(int minutes, GrainId[] keys)
    {
        var allocated = 0L;
        for (var i = 0; i < 10 * minutes; i++)
        {
            _time.Advance(Minute / 10);
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var key in keys)
            {
                _keys.TryUse(key);
            }

            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        return allocated;
    }

    // How many of so many new keys were allowed.
    private int UseNewOnes(int count)
    {
        var allowed = 0;
        for (var i = 0; i < count && _keys.TryUse(Key($"{_used}")); i++)
        {
            _used++;
            allowed++;
        }

        return allowed;
    }
}
