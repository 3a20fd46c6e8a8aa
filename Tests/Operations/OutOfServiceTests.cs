using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Mqant.Gateway.Catalog;
using Mqant.Gateway.Telemetry;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Operations;

public sealed class OutOfServiceTests(OperatorsGame game) : IClassFixture<OperatorsGame>
{
    [Fact]
    public async Task Module_TakenOut_IsNotThereForClients_UntilItIsBroughtBack()
    {
        var client = await game.Core.ConnectAsync();
        await game.Policy.TakeOutAsync("HelloWorld", handler: null, message: "", "op");

        Assert.Equal("Service(type:HelloWorld) not found", (await client.CallAsync("HelloWorld/HD_Say/1", new { say = "hi" })).Error);
        Assert.Equal("", (await client.CallAsync("Probe/HD_Nothing/1")).Error);

        Assert.True(await game.Policy.BringBackAsync("HelloWorld", handler: null));
        Assert.False(await game.Policy.BringBackAsync("HelloWorld", handler: null));
        Assert.Equal("", (await client.CallAsync("HelloWorld/HD_Say/1", new { say = "hi" })).Error);
    }

    [Fact]
    public async Task Module_TakenOutWithAMessage_CallersGetIt()
    {
        var client = await game.Core.ConnectAsync();
        await game.Policy.TakeOutAsync("Chat", handler: null, "back at noon", "op");
        await game.Policy.TakeOutAsync("Chat", handler: null, "back at one", "op");

        Assert.Equal("back at one", (await client.CallAsync("Chat/HD_Say/1")).Error);
        Assert.Single(game.Policy.Current.OutOfService, static entry => entry.Module == "Chat");
        await game.Policy.BringBackAsync("Chat", handler: null);
    }

    [Fact]
    public async Task Handler_TakenOut_OthersOfItsModuleAreServed()
    {
        var client = await game.Core.ConnectAsync();
        await game.Policy.TakeOutAsync("Probe", "HD_Echo", message: null, "op");
        await game.Policy.TakeOutAsync("Probe", "HD_Raw", "raw is off", "op");

        Assert.Equal("Remote function(HD_Echo) not found", (await client.CallAsync("Probe/HD_Echo/1")).Error);
        Assert.Equal("raw is off", (await client.CallAsync("Probe@key/HD_Raw/1")).Error);
        Assert.Equal("", (await client.CallAsync("Probe/HD_Nothing/1")).Error);

        await game.Policy.BringBackAsync("Probe", "HD_Echo");
        await game.Policy.BringBackAsync("Probe", "HD_Raw");
        Assert.Equal("", (await client.CallAsync("Probe/HD_Echo/1")).Error);
    }

    [Fact]
    public async Task CallInFlight_WhenItsHandlerIsTakenOut_Finishes_AndGrainsStillCallIt()
    {
        var client = await game.Core.ConnectAsync();
        client.Send(("Probe@out/HD_Block/1", """{"Name":"out-of-service","Value":"in time"}"""));
        await game.Policy.TakeOutAsync("Probe", "HD_Block", message: null, "op");
        Assert.Equal("Remote function(HD_Block) not found", (await client.CallAsync("Probe@other/HD_Block/2", new { Name = "out-of-service" })).Error);

        await game.Core.Grains.GetGrain<Core.Modules.IProbe>("out").ReleaseAsync(new Core.Modules.ProbeRequest { Name = "out-of-service" });

        Assert.Equal("\"released in time\"", (await client.NextAsync()).Result);
        Assert.Equal("released ", await game.Core.Grains.GetGrain<Core.Modules.IProbe>("out").BlockAsync(new Core.Modules.ProbeRequest { Name = "out-of-service" }, CancellationToken.None));
        await game.Policy.BringBackAsync("Probe", "HD_Block");
    }

    [Fact]
    public async Task Policy_OutlivesItsGrain_AndAGrainThatIsAway()
    {
        var client = await game.Core.ConnectAsync();
        var grain = game.Core.Grains.GetGrain<IClusterPolicyGrain>(IClusterPolicyGrain.Key);
        await game.Policy.TakeOutAsync("Probe", "HD_Bytes", message: null, "op");
        game.Storage.Break(grain.GetGrainId());
        await game.Core.DeactivateAsync(grain);

        await game.Get<PolicyFollower>().FollowAsync();
        Assert.Equal("Remote function(HD_Bytes) not found", (await client.CallAsync("Probe/HD_Bytes/1")).Error);

        game.Storage.Repair(grain.GetGrainId());
        Assert.NotNull((await grain.GetIfChangedAsync(default))!.FindOutOfService("Probe", "HD_Bytes"));
        await game.Policy.BringBackAsync("Probe", "HD_Bytes");
        Assert.Equal("", (await client.CallAsync("Probe/HD_Bytes/1")).Error);
    }

    [Fact]
    public async Task Change_ThatStorageDoesNotTake_HasNotHappened()
    {
        var client = await game.Core.ConnectAsync();
        var failed = game.Storage.FailNextWriteAsync(game.Core.Grains.GetGrain<IClusterPolicyGrain>(IClusterPolicyGrain.Key).GetGrainId(), isExecuted: false);

        await Assert.ThrowsAnyAsync<Exception>(() => game.Policy.TakeOutAsync("Probe", "HD_Set", message: null, "op"));

        await failed;
        await game.Get<PolicyFollower>().FollowAsync();
        Assert.Equal("", (await client.CallAsync("Probe/HD_Set/1", new { Name = "a", Value = "b" })).Error);
        await game.Policy.TakeOutAsync("Probe", "HD_Set", message: null, "op");
        await game.Policy.BringBackAsync("Probe", "HD_Set");
    }

    [Fact]
    public void Process_WithGatewayAndSilo_FollowsOnce() =>
        Assert.Same(game.Get<PolicyFollower>(), Assert.Single(game.Core.Services.GetServices<IHostedService>().OfType<PolicyFollower>()));

    [Theory]
    [InlineData("", null, null)]
    [InlineData("Probe\n", null, null)]
    [InlineData("Probe", "Say", null)]
    public async Task Names_ThatAreNone_AreNotTaken(string module, string? handler, string? message) =>
        await Assert.ThrowsAsync<ArgumentException>(() => game.Policy.TakeOutAsync(module, handler, message, "op"));

    [Fact]
    public async Task Message_ThatIsTooLong_IsNotTaken() =>
        await Assert.ThrowsAsync<ArgumentException>(() => game.Policy.TakeOutAsync("Probe", null, new string('x', 501), "op"));

    [Fact]
    public void Catalog_ThatHearsOfTheManifestAgain_KeepsOutWhatIsOut_AndTheClusterStillOffersIt()
    {
        var catalog = new ModuleCatalog(new UnreadableOffers(NullLogger<UnreadableOffers>.Instance), game.Get<GatewayMetrics>(), NullLogger<ModuleCatalog>.Instance);
        catalog.Apply(ClusterPolicy.Empty with { OutOfService = [new OutOfService("Empty", null, null, "op", default), new OutOfService("Other", "HD_B", "off", "op", default)] });
        catalog.Update(Manifest.Of(Module("Empty", "HD_A"), Module("Other", "HD_A", "HD_B")));

        Assert.False(catalog.IsEmpty);
        Assert.True(catalog.WhenOffered.IsCompletedSuccessfully);
        Assert.Null(catalog.Find("Empty"));
        Assert.NotNull(catalog.Find("Other")!.Find("HD_A"));
        Assert.Null(catalog.Find("Other")!.Find("HD_B"));
        Assert.Equal("off", catalog.Find("Other")!.FindMessage("HD_B"));

        catalog.Apply(ClusterPolicy.Empty);
        Assert.NotNull(catalog.Find("Empty")!.Find("HD_A"));
        Assert.NotNull(catalog.Find("Other")!.Find("HD_B"));
    }

    private static (string GrainType, Dictionary<string, string> Properties) Module(string name, params string[] handlers)
    {
        var properties = new Dictionary<string, string>();
        var traits = handlers.ToFrozenDictionary(static handler => handler, static _ => new HandlerTraits(CallOrdering.Ordered, Idempotent: false, Cancellable: false, LoginError: null));
        new ModuleTraits(name, KeyPolicy.Singleton, null, false, null, traits).WriteTo(properties);
        return (name, properties);
    }
}
