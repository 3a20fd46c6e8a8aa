using Mqant.Operations.Door;
using Xunit;

namespace Mqant.Tests.Operations;

/// <summary>What operators have done stays known for long.</summary>
public sealed class AuditTests
{
    [Theory]
    [InlineData("sign-in", "done")]
    [InlineData("ban.lift", "refused: This needs the role operator.")]
    [InlineData("ban.lift", "failed: TimeoutException")]
    public async Task Entries_OfWhatChangedNothing_PushOutNoOthers(string action, string outcome)
    {
        await using var game = await OperatedGame.StartAsync();
        var audit = game.Grains.GetGrain<IAuditGrain>(IAuditGrain.Key);
        await audit.AddAsync(Entry("module.take-out", "done"));
        for (var i = 0; i < AuditGrain.Kept + 10; i++)
        {
            await audit.AddAsync(Entry(action, outcome));
        }

        var all = await audit.ReadAfterAsync(0);
        Assert.Equal(AuditGrain.MaxTake, all.Length);
        var oldest = await audit.ReadAsync(all[0].At, AuditGrain.MaxTake);
        while (oldest.Length > 1)
        {
            oldest = await audit.ReadAsync(oldest[^1].At, AuditGrain.MaxTake) is { Length: > 0 } older ? older : oldest[^1..];
        }

        Assert.Equal("module.take-out", oldest[0].Action);
    }

    private static AuditEntry Entry(string action, string outcome) => new(0, default, "vera", "viewer", "127.0.0.1", action, "x", "", outcome);
}
