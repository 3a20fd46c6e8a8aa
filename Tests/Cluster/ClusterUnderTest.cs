using System.Collections.Concurrent;
using Mqant.Tests.Infrastructure;

namespace Mqant.Tests.Cluster;

/// <summary>A cluster of real processes on Redis, with ids that keep it apart from every other.</summary>
/// <param name="redis">The address of Redis.</param>
/// <param name="settings">Settings of all its processes.</param>
internal sealed class ClusterUnderTest(string redis, params IEnumerable<string> settings) : IAsyncDisposable
{
    private readonly ConcurrentBag<MqantProcess> _processes = [];
    private readonly string[] _settings =
    [
        "--Mqant:Cluster:Mode=Redis",
        $"--Mqant:Cluster:Redis={redis}",
        $"--Mqant:Cluster:ClusterId=test-{Guid.NewGuid():N}",
        $"--Mqant:Cluster:ServiceId=test-{Guid.NewGuid():N}",
        "--Mqant:Demos:AnyPasswordLogin=true",
        .. settings,
    ];

    /// <summary>Starts a silo that hosts the demo modules.</summary>
    public async Task<MqantProcess> AddSiloAsync(params IEnumerable<string> settings)
        => Own(await MqantProcess.StartSiloAsync([.. _settings, .. settings]));

    /// <summary>Starts a gateway that joins the cluster as a silo or as a client.</summary>
    public async Task<MqantProcess> AddGatewayAsync(string join, params IEnumerable<string> settings) =>
        Own(await MqantProcess.StartGatewayAsync([.. _settings, $"--Mqant:Gateway:Join={join}", .. settings]));

    /// <summary>Starts a gateway that joins as a silo or as a client, and does not wait until it is ready.</summary>
    public MqantProcess LaunchGateway(string join)
        => Launch(Programs.Gateway, [.. ProgramArguments.Gateway, $"--Mqant:Gateway:Join={join}"]);

    /// <summary>Starts a program of the cluster and does not wait until it is ready.</summary>
    public MqantProcess Launch(string program, IEnumerable<string> settings) => Own(MqantProcess.Launch(program, [.. settings, .. _settings]));

    /// <summary>What every process wrote, for a failure's message.</summary>
    public string Describe(string problem)
        => string.Join(Environment.NewLine, _processes.Reverse().Select(process => process.Describe(problem)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }
    }

    private MqantProcess Own(MqantProcess process)
    {
        _processes.Add(process);
        return process;
    }
}
