using System.Collections.Concurrent;
using Mqant.Tests.Probe;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Providers;
using Orleans.Runtime;
using Orleans.Storage;

[assembly: RegisterProvider("Probe", "GrainStorage", "Silo", typeof(ProbeStorageBuilder))]

namespace Mqant.Tests.Probe;

/// <summary>Makes <see cref="ProbeStorage"/> what Orleans' own configuration can name.</summary>
internal sealed class ProbeStorageBuilder : IProviderBuilder<ISiloBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.Services.AddKeyedSingleton<IGrainStorage>(name, new ProbeStorage());
}

/// <summary>A storage that no program has. It lasts as long as its silo, and counts what is written.</summary>
internal sealed class ProbeStorage : IGrainStorage
{
    private static int _writes;

    private readonly ConcurrentDictionary<(string, GrainId), object?> _states = new();

    public static int Writes => Volatile.Read(ref _writes);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.RecordExists = _states.TryGetValue((stateName, grainId), out var state);
        grainState.State = grainState.RecordExists ? (T)state! : Activator.CreateInstance<T>();
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Interlocked.Increment(ref _writes);
        _states[(stateName, grainId)] = grainState.State;
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _states.TryRemove((stateName, grainId), out _);
        grainState.RecordExists = false;
        return Task.CompletedTask;
    }
}
