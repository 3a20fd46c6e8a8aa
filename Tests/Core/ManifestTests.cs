using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mqant.Gateway.Catalog;
using Mqant.Gateway.Cluster;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Mqtt;
using Orleans.Metadata;
using Orleans.Runtime;
using Xunit;

namespace Mqant.Tests.Core;

/// <summary>What silos of other versions publish.</summary>
public sealed class ManifestTests(CoreFixture core) : IAsyncDisposable
{
    private const string Handler = "mqant.handler.HD_Do";

    private readonly CapturedLog _log = new();
    private readonly TimeOfTimers _time = new();
    private readonly Provider _provider = new();
    private ServiceProvider? _services;

    private ServiceProvider Services => _services ??= new ServiceCollection()
        .AddLogging(builder => builder.AddProvider(_log))
        .AddMetrics()
        .AddSingleton<TimeProvider>(_time)
        .AddSessionsWithoutCluster()
        .AddSingleton<IClusterManifestProvider>(_provider)
        .BuildServiceProvider();

    public ValueTask DisposeAsync() => _services?.DisposeAsync() ?? default;

    [Theory]
    [InlineData("mqant.module.version", null)]
    [InlineData("mqant.module.key", null)]
    [InlineData("mqant.module.key-in-topic", null)]
    [InlineData("mqant.module.key-in-topic", "perhaps")]
    [InlineData("mqant.module.later", "something new")]
    [InlineData(Handler, "")]
    [InlineData(Handler, "0")]
    [InlineData(Handler, "01")]
    [InlineData(Handler, "0117later")]
    [InlineData(Handler, "0117later!log in first!")]
    public void ModuleThatIsDescribedALittleDifferently_IsOffered(string property, string? value)
    {
        var catalog = Services.GetRequiredService<ModuleCatalog>();

        catalog.Update(Manifest.Of(Module("Changed", property, value), Module("Other")));

        Assert.NotNull(catalog.Find("Changed")?.Find("HD_Do"));
        Assert.DoesNotContain(_log.Lines, static line => line.StartsWith("2502 ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mqant.module", "not a name")]
    [InlineData("mqant.module.version", "2")]
    [InlineData("mqant.module.version", "")]
    [InlineData("mqant.module.key", "9")]
    [InlineData("mqant.module.key", "3")]
    [InlineData("mqant.module.key", "-1")]
    [InlineData("mqant.module.key", "Session")]
    [InlineData(Handler, "9")]
    [InlineData(Handler, "\u0130")]
    [InlineData(Handler, "ordered")]
    public void ModuleThatCannotBeUnderstood_IsNotOffered_AndSaidOnceWithItsSilo(string property, string value)
    {
        var catalog = Services.GetRequiredService<ModuleCatalog>();
        catalog.Update(Manifest.Of(Module("Changed"), Module("Other")));
        Assert.NotNull(catalog.Find("Changed"));

        for (var i = 0; i < 2; i++)
        {
            catalog.Update(Manifest.Of(Module("Changed", property, value), Module("Other")));
        }

        Assert.Null(catalog.Find("Changed"));
        Assert.NotNull(catalog.Find("Other")?.Find("HD_Do"));
        var line = Assert.Single(_log.Lines, static line => line.StartsWith("2502 ", StringComparison.Ordinal));
        Assert.Contains("127.0.0.1:1", line, StringComparison.Ordinal);
        Assert.Contains(property == "mqant.module" ? value : "module Changed", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Handler_OfAnyVersion_IsReadAsFarAsItIsKnown()
    {
        Assert.Equal(new HandlerTraits(CallOrdering.Ordered, false, false, null), HandlerTraits.Parse(""));
        Assert.Equal(new HandlerTraits(CallOrdering.Interleaving, true, false, null), HandlerTraits.Parse("21"));
        Assert.Equal(new HandlerTraits(CallOrdering.ReadOnly, false, true, "a!b"), HandlerTraits.Parse("1019x!a!b"));
        foreach (var traits in new[] { new HandlerTraits(CallOrdering.Unordered, true, true, null), new HandlerTraits(CallOrdering.Ordered, false, true, "") })
        {
            Assert.Equal(traits, HandlerTraits.Parse(traits.ToString()));
        }
    }

    [Fact]
    public void HookThatCannotBeUnderstood_IsLeftOut_AnAuthenticatorIsAskedAllTheSame()
    {
        var hooks = new HookCatalog(core.Grains, Services.GetRequiredService<UnreadableOffers>());
        for (var i = 0; i < 2; i++)
        {
            hooks.Update(Manifest.Of(
                Hook("greeter", HookGrainProperties.Connected, "2"),
                Hook("old-greeter", HookGrainProperties.Connected, null),
                Hook("farewell", HookGrainProperties.Disconnected, "1"),
                Hook("bouncer", HookGrainProperties.Authenticator, "later")));
        }

        Assert.Equal("old-greeter", Assert.Single(hooks.Connected).GetGrainId().Type.ToString());
        Assert.Single(hooks.Disconnected);
        Assert.Single(hooks.Authenticators);
        Assert.Equal(2, _log.Lines.Count(static line => line.StartsWith("2502 ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Follower_GoesOn_WhateverFails()
    {
        using var follower = ActivatorUtilities.CreateInstance<ManifestFollower>(Services);
        var catalog = Services.GetRequiredService<ModuleCatalog>();
        await follower.StartAsync(TestContext.Current.CancellationToken);
        while (!catalog.WhenOffered.IsCompleted && !follower.ExecuteTask!.IsCompleted)
        {
            await Task.WhenAny(_time.WaitForTimerAsync(), catalog.WhenOffered, follower.ExecuteTask);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.False(follower.ExecuteTask!.IsCompleted);
        Assert.NotNull(catalog.Find("Found"));
        await follower.StopAsync(TestContext.Current.CancellationToken);
    }

    private static (string GrainType, Dictionary<string, string> Properties) Module(string name, string? property = null, string? value = null)
    {
        var handlers = new Dictionary<string, HandlerTraits> { ["HD_Do"] = new(CallOrdering.Ordered, false, false, null) };
        var properties = new Dictionary<string, string>();
        new ModuleTraits(name, KeyPolicy.Singleton, null, false, null, System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(handlers)).WriteTo(properties);
        if (property is not null && value is null)
        {
            Assert.True(properties.Remove(property));
        }
        else if (property is not null)
        {
            properties[property] = value!;
        }

        return (name, properties);
    }

    private static (string GrainType, Dictionary<string, string> Properties) Hook(string grainType, string property, string? version)
    {
        var properties = new Dictionary<string, string> { [property] = "true" };
        if (version is not null)
        {
            properties["mqant.hook.version"] = version;
        }

        return (grainType, properties);
    }

    // What can be followed at the third try only.
    private sealed class Provider : IClusterManifestProvider
    {
        private int _tries;

        public ClusterManifest Current => _tries++ == 0 ? throw new InvalidOperationException("There is no manifest.") : Manifest.Empty;

        public IAsyncEnumerable<ClusterManifest> Updates => FollowAsync();

        public GrainManifest LocalGrainManifest => throw new NotSupportedException();

        private async IAsyncEnumerable<ClusterManifest> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            if (_tries < 3)
            {
                throw new InvalidOperationException("Nothing can be followed.");
            }

            yield return null!;
            yield return Manifest.Of(Module("Found"));
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }
    }
}
