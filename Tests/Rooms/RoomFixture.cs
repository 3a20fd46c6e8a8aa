using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Mqant.Gateway.Catalog;
using Mqant.Gateway.Hosting;
using Mqant.Gateway.Hub;
using Mqant.Gateway.Sessions;
using Mqant.Tests.Core;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Rooms.Modules;
using Orleans.Configuration;
using Orleans.Storage;
using Xunit;

namespace Mqant.Tests.Rooms;

/// <summary>A gateway with its silo whose rooms live by a clock that the test moves. Everything else lives by the real one.</summary>
public sealed class RoomFixture : IAsyncLifetime
{
    private WebApplication? _app;

    /// <summary>The time of all rooms.</summary>
    public FakeTimeProvider Time { get; } = new();

    internal IGrainFactory Grains => _app!.Services.GetRequiredService<IGrainFactory>();

    internal IServiceProvider Services => _app!.Services;

    /// <summary>Where rooms keep their snapshots.</summary>
    internal LossyStorage Storage => (LossyStorage)Services.GetRequiredKeyedService<IGrainStorage>(MqantStorage.Rooms);

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(
        [
            "--Mqant:Cluster:Mode=Embedded",
            "--urls=http://127.0.0.1:0",
            "--Mqant:Gateway:Address=127.0.0.1",
            "--Mqant:Gateway:TcpPort=0",
            "--Mqant:Gateway:WebSocketPort=0",
            "--Mqant:Gateway:HttpPort=0",
            "--Mqant:Silo:Port=0",
            "--Mqant:Silo:GatewayPort=0",
            "--Mqant:Telemetry:ClientSampling=true",
        ]);
        builder.AddMqant();
        builder.Services.BelieveEveryone();
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<RoomServices>(services, Time));
        builder.Services.AddKeyedSingleton<IGrainStorage>(MqantStorage.Rooms, (services, _) =>
            new LossyStorage(ActivatorUtilities.CreateInstance<EmbeddedStorage>(services)));
        _app = builder.Build();
        await _app.StartAsync();
        await Services.GetRequiredService<ModuleCatalog>().WhenOffered;
        await Services.GetRequiredService<PolicyFollower>().WhenKnown;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
    }

    internal async Task<TestClient> ConnectAsync(string? user = null)
    {
        var client = new TestClient();
        var hub = Services.GetRequiredService<SessionHub>();
        client.Session = await hub.OpenAsync(client, new SessionOpening { ClientId = "test" }, TestContext.Current.CancellationToken);
        if (user is not null)
        {
            await client.CallAsync("Login/HD_Login", new { userName = user, passWord = "secret" });
        }

        return client;
    }

    /// <summary>Moves time to the room's next tick and waits until it has run.</summary>
    internal Task<(RoomTick Tick, DateTimeOffset At)> TickAsync(string room) => AdvanceAsync(room, TestRoomGrain.Interval);

    /// <summary>Moves time on and waits for one tick of the room.</summary>
    internal async Task<(RoomTick Tick, DateTimeOffset At)> AdvanceAsync(string room, TimeSpan time)
    {
        Time.Advance(time);
        return await NextTickAsync(room);
    }

    internal static Task<(RoomTick Tick, DateTimeOffset At)> NextTickAsync(string room) =>
        TestRoomGrain.TicksOf(room).ReadAsync().AsTask().WithinDeadline($"a tick of {room}");
}
