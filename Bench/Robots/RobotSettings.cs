using System.Net;

namespace Mqant.Bench.Robots;

/// <summary>How many robots play what, where and for how long.</summary>
/// <param name="Module">One of <see cref="Modules"/>.</param>
/// <param name="Players">Robots.</param>
/// <param name="Ramp">New robots a second.</param>
/// <param name="Duration">How long they play once all have come.</param>
/// <param name="Interval">Milliseconds from one act of a robot of Chat or Hitball to its next.</param>
/// <param name="Gateway">Where they connect to.</param>
internal sealed record RobotSettings(string Module, int Players, double Ramp, TimeSpan Duration, double Interval, IPEndPoint Gateway)
{
    internal const string XaXb = "XaXb";
    internal const string Hitball = "Hitball";
    internal const string Chat = "Chat";
    private const int PlayersOfTable = 10;

    internal static string[] Modules { get; } = [XaXb, Hitball, Chat];

    /// <summary>A robot that no other run has, at a table or in a room with nine others.</summary>
    internal Robot Create(int number, string run, RobotStatistics statistics) => Module switch
    {
        XaXb => new XaXbRobot($"robot-{run}-{number}", statistics),
        Hitball => new HitballRobot($"robot-{run}-{number}", $"Hitball@{run}-t{number / PlayersOfTable}", Interval, statistics),
        _ => new ChatRobot(number, $"robot-{run}-", $"robots-{run}-{number / PlayersOfTable}", Interval, statistics),
    };
}
