namespace Mqant.Gateway.Telemetry;

/// <summary>The requests of all sessions together.</summary>
/// <param name="InFlight">Requests that are in flight.</param>
/// <param name="Waiting">Requests that wait for a place in flight.</param>
/// <param name="Busiest">The most that one session has in flight.</param>
/// <param name="LargestBytes">The most bytes of requests that one session has in flight and waiting.</param>
internal readonly record struct SessionTotals(long InFlight, long Waiting, int Busiest, int LargestBytes);
