using Mqant.Gateway.Limits;
using Xunit;

namespace Mqant.Tests.Limits;

/// <summary>How the memory for clients is shared.</summary>
public sealed class ByteBudgetTests
{
    private const int Most = 512 * 1024;
    private const long Limit = 64 << 20;

    private readonly ByteBudget _budget = new(Limit, Most);

    [Fact]
    public void Client_WithLittle_IsNeverHeldBack()
    {
        _budget.Add(2 * Limit);

        Assert.True(_budget.IsSpent);
        Assert.False(_budget.IsTooMuch(ByteBudget.Always));
        Assert.True(_budget.IsTooMuch(ByteBudget.Always + 1));
    }

    [Fact]
    public void Client_WhileThereIsEnough_MayHaveItsOwnLimit()
    {
        Assert.False(_budget.IsTooMuch(Most));
        Assert.True(_budget.IsTooMuch(Most + 1));
    }

    [Fact]
    public void Client_ThatTakesWhatItMay_LeavesThreeQuartersToOthers()
    {
        var budget = new ByteBudget(Most, Most);
        Assert.Equal(Most / 4, budget.Allowance);

        budget.Add(Most / 4);
        Assert.Equal(Most * 3 / 16, budget.Allowance);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(400)]
    [InlineData(4_000)]
    public void Clients_ThatTakeAllTheyMay_NeverHaveTogetherWhatThereIs(int count)
    {
        const int packet = 1_000;
        var held = new int[count];
        for (var taken = true; taken;)
        {
            taken = false;
            for (var i = 0; i < count; i++)
            {
                if (!_budget.IsTooMuch(held[i] + packet))
                {
                    held[i] += packet;
                    _budget.Add(packet);
                    taken = true;
                }
            }
        }

        Assert.False(_budget.Used >= Limit && count * (long)ByteBudget.Always < Limit);
        Assert.InRange(_budget.Used, 0, Math.Max(Limit, count * (long)ByteBudget.Always));
    }

    [Fact]
    public void Patience_IsWithoutEndWhileHalfIsLeft_AndShrinksWithWhatIsLeft()
    {
        var longest = TimeSpan.FromSeconds(30);
        Assert.Null(_budget.PatienceWithin(longest));

        _budget.Add(Limit / 2);
        Assert.Equal(longest, _budget.PatienceWithin(longest));
        _budget.Add(Limit / 4);
        Assert.Equal(longest / 2, _budget.PatienceWithin(longest));
        _budget.Add(Limit);
        Assert.Equal(ByteBudget.LeastPatience, _budget.PatienceWithin(longest));
        Assert.Equal(TimeSpan.FromSeconds(1), _budget.PatienceWithin(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void SmallAmounts_AreNotTold_AndLargeOnesToTheEnd()
    {
        var held = new HeldBytes();
        for (var i = 0; i < 1_000; i++)
        {
            held.Add(HeldBytes.Step - 1, _budget);
            Assert.Equal(0, _budget.Used);
            held.Add(-(HeldBytes.Step - 1), _budget);
        }

        held.Add(60_000, _budget);
        Assert.Equal(60_000, _budget.Used);
        held.Add(100, _budget);
        Assert.Equal(60_000, _budget.Used);
        held.Add(-60_100, _budget);
        Assert.Equal((0, 0L), (held.Count, _budget.Used));
    }

    [Fact]
    public void HeldBytes_CostNothingButTheirPlace()
    {
        var held = new HeldBytes();
        held.Add(1, _budget);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            held.Add(10_000, _budget);
            held.Add(-10_000, _budget);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
