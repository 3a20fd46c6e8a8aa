using Microsoft.Extensions.DependencyInjection;
using Mqant.Gateway.Telemetry;
using Mqant.Tests.Core;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Telemetry;

/// <summary>A game in which a little of everything happened that instruments tell of.</summary>
public sealed class MeasuredGame : IAsyncLifetime
{
    private CoreFixture? _core;

    internal Instruments Instruments { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _core = await CoreFixture.StartAsync(o => o.Settings["Mqant:Gateway:MaxConnectionsPerAddress"] = "100");
        Instruments = new Instruments(_core.Services);
        var client = await _core.LoginAsync("measured user");
        await client.CallAsync("Probe@measured/HD_Count/1");
        await client.CallAsync("Nowhere/HD_Say/1");
        await client.CallAsync("Rooms/HD_QuickMatch/1", new { module = "Hitball" });
        await client.CallAsync("Hitball@measured/HD_Join/1");
        await _core.Groups.Get("measured").JoinAsync(client.Session.Snapshot.Ref);
        await _core.UntilAsync(() => Task.FromResult(Instruments.Recorded("mqant.room.tick.duration").Count > 0));

        // What takes a network, or somebody who does not keep up.
        var transport = _core.Services.GetRequiredService<GatewayMetrics>().GetTransport(client.Transport);
        transport.Refused.Get("full").Add(1);
        transport.PushesDropped.Get(PushDrop.Backlog).Add(1);
        var metrics = _core.Services.GetRequiredService<MqantMetrics>();
        metrics.LaneDrops.Get(DroppedItems.Backlog).Add(1);
        metrics.Exceeded.Get("new_keys").Add(1);
        metrics.AddCertificate("Mqant:Gateway:Tls:Certificate", static () => TimeSpan.FromDays(30));
    }

    public async ValueTask DisposeAsync()
    {
        Instruments.Dispose();
        if (_core is not null)
        {
            await _core.DisposeAsync();
        }
    }
}
