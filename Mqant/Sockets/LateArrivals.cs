namespace Mqant;

/// <summary>Connections that were ready when the loop had no time for them.</summary>
internal sealed class LateArrivals(LoopConnection[] connections) : IThreadPoolWorkItem
{
    public void Execute()
    {
        using var held = Departures.Hold();
        foreach (var connection in connections)
        {
            connection.Receive();
        }
    }
}
