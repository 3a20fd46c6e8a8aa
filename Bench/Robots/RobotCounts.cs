namespace Mqant.Bench.Robots;

/// <summary>What happened in some time.</summary>
/// <param name="Seconds">The time.</param>
/// <param name="Requests">Requests that were answered.</param>
/// <param name="Pushes">Pushes that arrived.</param>
internal sealed record RobotCounts(double Seconds, long Requests, long Pushes)
{
    public double RequestsPerSecond => Requests / Seconds;

    public double PushesPerSecond => Pushes / Seconds;

    public static RobotCounts operator -(RobotCounts later, RobotCounts earlier) =>
        new(later.Seconds - earlier.Seconds, later.Requests - earlier.Requests, later.Pushes - earlier.Pushes);
}
