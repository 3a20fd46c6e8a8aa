using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Mqant.Gateway;
using Mqant.Gateway.Cluster;
using Mqant.Gateway.Groups;
using Mqant.Gateway.Hub;
using Mqant.Gateway.Push;
using Mqant.Gateway.Sessions;
using Mqant.Tests.Core;
using Mqant.Tests.Infrastructure;
using Orleans.Core.Internal;
using Orleans.Runtime;
using Orleans.Storage;
using Xunit;

[assembly: AssemblyFixture(typeof(CoreFixture))]

namespace Mqant.Tests.Core;

/// <summary>The session core with an embedded silo, shared by all tests of the core. Clients are made of memory: no protocol takes part.</summary>
public sealed class CoreFixture : IAsyncLifetime
{
    private TestGame? _game;

    /// <summary>What is different in the game of one test.</summary>
    internal Action<TestGameOptions>? Configure { get; init; }

    /// <summary>A game for one test.</summary>
    internal static async Task<CoreFixture> StartAsync(Action<TestGameOptions>? configure = null)
    {
        var core = new CoreFixture { Configure = configure };
        await core.InitializeAsync();
        return core;
    }

    internal SessionHub Hub => Services.GetRequiredService<SessionHub>();

    internal SessionDrain Drain => Services.GetRequiredService<SessionDrain>();

    internal SessionRegistry Registry => Services.GetRequiredService<SessionRegistry>();

    internal LaneReceiver Receiver => Services.GetRequiredService<LaneReceiver>();

    internal GroupRegistry LocalGroups => Services.GetRequiredService<GroupRegistry>();

    internal GatewayOptions Options => Services.GetRequiredService<IOptions<GatewayOptions>>().Value;

    internal IGrainFactory Grains => _game!.Grains;

    internal ISessions Sessions => Services.GetRequiredService<ISessions>();

    internal IUsers Users => Services.GetRequiredService<IUsers>();

    internal PushLanes Lanes => Services.GetRequiredService<PushLanes>();

    /// <summary>The users' storage of a game that was given one that fails at will.</summary>
    internal LossyStorage Storage => (LossyStorage)Services.GetRequiredKeyedService<IGrainStorage>(MqantStorage.Users);

    internal IGroups Groups => Services.GetRequiredService<IGroups>();

    internal IServiceProvider Services => _game!.Gateway.Services;

    public async ValueTask InitializeAsync() => _game = await TestGame.StartAsync(o =>
    {
        o.AddDemos().AddModules(typeof(CoreFixture).Assembly);
        o.Settings["Mqant:Gateway:CallTimeout"] = "00:00:02";

        // All tests are one address.
        o.Settings["Mqant:Gateway:Limits:MaxNewKeysPerMinutePerAddress"] = "0";
        Configure?.Invoke(o);
    });

    public async ValueTask DisposeAsync()
    {
        if (_game is not null)
        {
            await _game.DisposeAsync();
        }
    }

    internal async Task<TestClient> ConnectAsync(SessionOpening? opening = null, ClientCertificate? certificate = null)
    {
        var client = new TestClient { ClientCertificate = certificate };
        client.Session = await Hub.OpenAsync(client, opening ?? new SessionOpening { ClientId = "test" }, TestContext.Current.CancellationToken);
        return client;
    }

    /// <summary>Connects a client and binds it to a user.</summary>
    internal async Task<TestClient> LoginAsync(string userId, string device = "")
    {
        var client = await ConnectAsync(new SessionOpening
        {
            ClientId = "test",
            Settings = new Dictionary<string, string> { [SessionSettings.Device] = device },
        });
        var session = await Sessions.FindAsync(client.Session.Snapshot.Ref);
        await session!.BindAsync(userId);
        await StoredAsync(client);
        return client;
    }

    /// <summary>Has a user accept a session as a call with that number would, without the session's gateway.</summary>
    internal ValueTask<BindAnswer> BindAsync(string userId, TestClient client, uint call) => Services.GetRequiredService<UserLogins>()
        .BindAsync(userId, new SessionRef(client.Session.Snapshot.Gateway, client.Session.Number, call), device: null, store: true);

    /// <summary>Completes once the settings of the client's user are stored.</summary>
    internal Task StoredAsync(TestClient client) => client.Session.Stored;

    /// <summary>Writes the record of a user, as if a write of the user's own had been carried out after it had timed out.</summary>
    internal async Task WriteAsync(string userId, Action<StoredUser> change)
    {
        var record = await ReadAsync(userId);
        change(record.State!);
        await Services.GetRequiredService<UserServices>().WriteAsync(userId, record);
    }

    /// <summary>The record of a user as it is in storage.</summary>
    internal async Task<GrainState<StoredUser>> ReadAsync(string userId)
    {
        var record = new GrainState<StoredUser>(new StoredUser());
        await Services.GetRequiredService<UserServices>().ReadAsync(userId, record);
        return record;
    }

    /// <summary>Tells grains of a client as after the loss of a silo.</summary>
    internal Task RestoreAsync(TestClient client) => Services.GetServices<IHostedService>().OfType<ManifestFollower>().Single().RestoreAsync(client.Session);

    /// <summary>Has a grain deactivated, as if its silo had been lost.</summary>
    internal async Task DeactivateAsync(IAddressable grain)
    {
        var management = Grains.GetGrain<IManagementGrain>(0);
        var id = grain.GetGrainId();
        Assert.Contains(id, await management.GetActiveGrains(id.Type));
        await Grains.GetGrain<IGrainManagementExtension>(id).DeactivateOnIdle();
        await UntilAsync(async () => !(await management.GetActiveGrains(id.Type)).Contains(id));
    }

    /// <summary>Asks again until something that happens in the background has happened.</summary>
    internal async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await condition())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
