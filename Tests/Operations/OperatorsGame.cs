using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Mqant.Tests.Core;
using Mqant.Tests.Infrastructure;
using Orleans.Storage;
using Xunit;

namespace Mqant.Tests.Operations;

/// <summary>A game of one process for operators alone: what they decide counts for everybody in it.</summary>
public sealed class OperatorsGame : IAsyncLifetime
{
    private CoreFixture? _core;

    internal CoreFixture Core => _core!;

    internal IPolicyOperations Policy => Get<IPolicyOperations>();

    internal IPlayerOperations Players => Get<IPlayerOperations>();

    internal LossyStorage Storage => (LossyStorage)Core.Services.GetRequiredKeyedService<IGrainStorage>(MqantStorage.Policy);

    /// <summary>The time of gateway and silo.</summary>
    internal FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    internal T Get<T>()
        where T : notnull => Core.Services.GetRequiredService<T>();

    public async ValueTask InitializeAsync() => _core = await CoreFixture.StartAsync(o =>
    {
        o.Time = Time;
        o.ConfigureServices(services => services.AddKeyedSingleton<IGrainStorage>(
            MqantStorage.Policy, (provider, _) => new LossyStorage(ActivatorUtilities.CreateInstance<EmbeddedStorage>(provider))));
    });

    public ValueTask DisposeAsync() => Core.DisposeAsync();
}
