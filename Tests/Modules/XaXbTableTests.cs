using Mqant.Grains.XaXb;
using Mqant.Testing;
using Mqant.Tests.Rooms;
using Orleans.Runtime;
using Xunit;

namespace Mqant.Tests.Modules;

/// <summary>Tables of XaXb by a clock that stands still.</summary>
public sealed class XaXbTableTests(RoomFixture rooms) : IClassFixture<RoomFixture>
{
    [Theory]
    [InlineData("HD_Exit", "")]
    [InlineData("HD_SitDown", "fail")]
    [InlineData("HD_StartGame", "")]
    [InlineData("HD_PauseGame", "")]
    [InlineData("HD_Stake", "")]
    public async Task Table_ThatWasNotGivenOut_GoesAwayAtOnce(string handler, string error)
    {
        var room = Guid.NewGuid().ToString("N");
        var table = rooms.Grains.GetGrain<IXaXbTable>(room).GetGrainId();
        var client = await rooms.ConnectAsync();

        Assert.Equal(error, (await client.CallAsync($"XaXb/{handler}/1", new { BigRoomId = room, Target = 1 })).Error);

        using var deadline = new CancellationTokenSource(Deadline.Limit);
        while ((await rooms.Grains.GetGrain<IManagementGrain>(0).GetActiveGrains(table.Type, deadline.Token)).Contains(table))
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
