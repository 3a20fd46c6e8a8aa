namespace Mqant.Bench.Fuzz;

/// <summary>What is tried, and how much.</summary>
/// <param name="Seed">Of all cases.</param>
/// <param name="Duration">Longest time in which new cases begin.</param>
/// <param name="Connections">Cases under way at a time.</param>
/// <param name="First">Number of the first case.</param>
/// <param name="Last">Number of the last case.</param>
/// <param name="Patience">How long the gateway may take to close after a client's last byte.</param>
/// <param name="KeptBytes">What the gateway's heap may have grown by at the end.</param>
internal sealed record FuzzSettings(int Seed, TimeSpan Duration, int Connections, int First, int Last, TimeSpan Patience, long KeptBytes);
