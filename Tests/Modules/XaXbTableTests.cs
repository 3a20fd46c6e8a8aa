using System.Text.Json;
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
    [InlineData("HD_SitDown", "fail")]
    [InlineData("HD_StartGame", "")]
    [InlineData("HD_PauseGame", "")]
    [InlineData("HD_Stake", "")]
    public async Task Table_ThatHasClosed_IsNotOpenedByAPlayerWhoPlaysOn(string handler, string error)
    {
        var clients = new[] { await rooms.ConnectAsync(), await rooms.ConnectAsync() };
        var room = JsonDocument.Parse((await clients[0].CallAsync("XaXb/HD_GetUsableTable/1")).Result).RootElement.GetProperty("BigRoomId").GetString()!;
        foreach (var client in clients)
        {
            await client.CallAsync("XaXb/HD_Enter/2", new { BigRoomId = room });
            await client.CallAsync("XaXb/HD_SitDown/3");
        }

        rooms.Time.Advance(TimeSpan.FromMilliseconds(130));
        while ((await clients[1].NextAsync()).Topic != "XaXb/Idle")
        {
        }

        await clients[0].CallAsync("XaXb/HD_Exit/4", new { BigRoomId = room });
        while ((await clients[1].NextAsync()).Topic != "XaXb/OnStop")
        {
        }

        Assert.Equal(error, (await clients[1].CallAsync($"XaXb/{handler}/5", new { Target = 1 })).Error);
        await WaitUntilGoneAsync(room);
    }

    [Fact]
    public async Task Exit_FromATableThatWasNotGivenOut_LeavesNoTable()
    {
        var room = Guid.NewGuid().ToString("N");
        var client = await rooms.ConnectAsync();

        Assert.Equal("", (await client.CallAsync("XaXb/HD_Exit/1", new { BigRoomId = room })).Error);

        await WaitUntilGoneAsync(room);
    }

    private async Task WaitUntilGoneAsync(string room)
    {
        var table = rooms.Grains.GetGrain<IXaXbTable>(room).GetGrainId();
        using var deadline = new CancellationTokenSource(Deadline.Limit);
        while ((await rooms.Grains.GetGrain<IManagementGrain>(0).GetActiveGrains(table.Type, deadline.Token)).Contains(table))
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
