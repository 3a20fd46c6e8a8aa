using Microsoft.Extensions.DependencyInjection;
using Mqant.Tests.Core;
using Mqant.Tests.Rooms.Modules;
using Xunit;

namespace Mqant.Tests.Rooms;

/// <summary>What strangers can use of rooms.</summary>
public sealed class RoomBudgetTests(RoomFixture fixture) : RoomTest(fixture)
{
    // In a minute, of one player.
    private static readonly int NewRooms = new RoomLimits().MaxNewRoomsPerMinute;

    private RoomServices Rooms => Fixture.Services.GetRequiredService<RoomServices>();

    [Fact]
    public async Task Room_ThatACallBroughtAbout_DoesNotTick_AndIsGoneSoon()
    {
        await LookAsync();
        Fixture.Time.Advance(TimeSpan.FromSeconds(4));
        await LookAsync();

        Assert.Equal(0, Room(Name)!.Summarize("").Tick);
        Fixture.Time.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync(() => Task.FromResult(Room(Name) is null));
    }

    [Fact]
    public async Task Room_ThatIsOnlyReserved_DoesNotTick_AndEndsWithTheReservation()
    {
        await Fixture.Grains.GetGrain<IRoom>(IdOf(Name)).ReserveAsync("somebody");
        for (var i = 0; i < 9; i++)
        {
            Fixture.Time.Advance(TimeSpan.FromSeconds(1));
            await LookAsync();
        }

        Assert.Equal(0, Room(Name)!.Summarize("").Tick);
        await UntilGoneAsync(Name);
    }

    [Fact]
    public async Task Room_WithInputsOfNobody_TicksForThemAlone()
    {
        await DoAsync("pause");
        await UntilAsync(() =>
        {
            Fixture.Time.Advance(TestRoomGrain.Interval);
            return Task.FromResult(Room(Name)!.Summarize("").Tick > 0);
        });
        var tick = Room(Name)!.Summarize("").Tick;
        Fixture.Time.Advance(TestRoomGrain.Interval * 10);
        await LookAsync();

        Assert.Equal(tick, Room(Name)!.Summarize("").Tick);
    }

    [Fact]
    public async Task Inputs_OfOnePlayer_DoNotTakeThePlaceOfAnothers()
    {
        var greedy = await JoinAsync();
        var modest = await JoinAsync();
        for (var i = 0; i < 100; i++)
        {
            await CallAsync(greedy, "HD_Add", new { Value = i });
        }

        Assert.Equal(RoomErrors.TooManyInputs, (await greedy.CallAsync(Topic("HD_Add"), new { Value = 100 })).Error);
        await CallAsync(modest, "HD_Add", new { Value = 1_000 });
        await Fixture.TickAsync(Name);

        Assert.Contains(1_000, (await LookAsync()).Numbers);
    }

    [Fact]
    public async Task Inputs_OfOnePlayer_AreBounded()
    {
        var name = "fair" + Name;
        var greedy = await JoinAsync(name: name);
        for (var i = 0; i < TestRoomGrain.FairInputs; i++)
        {
            await CallAsync(greedy, "HD_Add", new { Value = i }, name);
        }

        Assert.Equal(RoomErrors.TooManyInputs, (await greedy.CallAsync(Topic("HD_Add", name), new { Value = 100 })).Error);
        await Fixture.TickAsync(name);
        await CallAsync(greedy, "HD_Add", new { Value = 1 }, name);
    }

    [Fact]
    public async Task RoomsOfAnAddress_AreABudgetOfAllItsPlayers()
    {
        var matchmaker = Fixture.Grains.GetMatchmaker<ITestRoom>();
        var made = 0;
        for (var player = 0; player < 11; player++)
        {
            for (var i = 0; i < NewRooms; i++)
            {
                made += await TryMakeAsync(matchmaker, new RoomSeeker($"{Name}-{player}", "192.0.2.7", IsGuest: false), $"{Name[..20]}-{player}-{i}") is null ? 1 : 0;
            }
        }

        Assert.InRange(made, 600, 630);
        Assert.Null(await TryMakeAsync(matchmaker, new RoomSeeker(Name, "192.0.2.8", IsGuest: false), $"{Name[..20]}-other"));
        Assert.Equal(GameErrors.TooManyKeys, await TryMakeAsync(matchmaker, new RoomSeeker($"{Name}-new", "192.0.2.7", IsGuest: false), $"{Name[..20]}-new"));
    }

    [Fact]
    public async Task Guests_HaveAShareOfTheRooms()
    {
        var limits = new RoomLimits();
        var matchmaker = Fixture.Grains.GetGrain<IMatchmaker>($"kind-{Name}");
        for (var i = 0; i < limits.MaxRooms * limits.GuestShare; i++)
        {
            await matchmaker.AnnounceAsync(new RoomStatus($"{i}", 1, 0, 3, RoomPhase.Running));
        }

        await UntilAsync(async () => (await matchmaker.ListAsync(int.MaxValue)).Length == limits.MaxRooms * limits.GuestShare);

        Assert.Equal(RoomErrors.NoRoom, await TryMakeAsync(matchmaker, new RoomSeeker("guest", "192.0.2.7", IsGuest: true), "new"));

        // There are no rooms of this kind; but it was tried.
        Assert.NotEqual(RoomErrors.NoRoom, await TryMakeAsync(matchmaker, new RoomSeeker("user", "192.0.2.7", IsGuest: false), "new"));
    }

    private static async Task<string?> TryMakeAsync(IMatchmaker matchmaker, RoomSeeker player, string name)
    {
        try
        {
            await matchmaker.JoinOrCreateAsync(player, name);
            return null;
        }
        catch (Exception exception) when (exception is GameException or ArgumentException or OrleansException)
        {
            return exception.Message;
        }
    }

    private Room? Room(string name) => Rooms.Active.GetValueOrDefault(IdOf(name));

    private Task UntilGoneAsync(string name) => UntilAsync(() =>
    {
        Fixture.Time.Advance(TimeSpan.FromSeconds(1));
        return Task.FromResult(Room(name) is null);
    });
}
