namespace Mqant.Bench.Load;

/// <summary>Idle connections that stay open beside a load.</summary>
internal sealed class HeldConnections(IReadOnlyList<MqttConnection> connections, LoadStatistics statistics) : IDisposable
{
    /// <summary>Connections that were refused or lost.</summary>
    internal long Failures => statistics.Failures;

    internal IReadOnlyList<string> Explanations => statistics.Explanations;

    public void Dispose()
    {
        foreach (var connection in connections)
        {
            connection.Disconnect();
        }
    }
}
