namespace Mqant.Bench.Robots;

/// <summary>
/// How a ball of Hitball may move: the way that the rules say and no other. The arrow on the ball turns by the same angle every tick and turns back
/// with every shot, so two sightings tell how many ticks lie between them.
/// </summary>
internal sealed class BallRules
{
    internal const double World = 1_280;
    private const double Friction = 0.99;
    private const int LongestGap = 1_000; // ticks: 22 s
    private const int LongestGapWithShot = 100;

    private Ball? _last;

    /// <summary>Checks where the ball is now; <paramref name="angle"/> and <paramref name="power"/> are of the last shot. Returns the broken rule.</summary>
    internal string? OnMoved(in Ball ball, double angle, double power)
    {
        var last = _last;
        _last = ball;
        if (!IsInWorld(ball.X, ball.XSpeed, ball.Radius) || !IsInWorld(ball.Y, ball.YSpeed, ball.Radius))
        {
            return $"the ball left the world: {ball}";
        }

        return last is not { } before ? null
            : before.LastRequestDate == ball.LastRequestDate ? CheckRoll(before, ball)
            : before.RotateDirection != ball.RotateDirection ? CheckShot(before, ball, angle, power)
            : null; // more than one shot
    }

    // A tick begins with the walls and ends with a step: it may end beyond a wall by that step.
    private static bool IsInWorld(double position, double speed, double radius)
    {
        double step = (Math.Abs(speed) / Friction) + 1e-6;
        return position >= radius - step && position <= World - radius + step;
    }

    private static string? CheckRoll(Ball before, in Ball ball)
    {
        double ticks = (ball.Angle - before.Angle) / (before.RotateSpeed * before.RotateDirection);
        if (ticks < 1 || ticks != Math.Floor(ticks))
        {
            return $"the ball was shown twice or out of order: {ball} after {before}";
        }

        if (ticks > LongestGap)
        {
            return null;
        }

        var expected = before;
        for (int tick = 0; tick < ticks; tick++)
        {
            expected = expected.Next(World, Friction);
        }

        return expected.IsAt(ball) ? null : $"the ball jumped: from {before} to {ball} in {ticks} ticks, not to {expected}";
    }

    // Somewhere between the sightings the shot was made: the arrow tells how long after it only together with how long before it.
    private static string? CheckShot(Ball before, in Ball ball, double angle, double power)
    {
        for (int until = 0; until < LongestGapWithShot; until++)
        {
            var expected = before.Shot(angle, power);
            for (int since = 0; since < LongestGapWithShot && until + since <= LongestGapWithShot; since++)
            {
                if (expected.Angle == ball.Angle && expected.IsAt(ball))
                {
                    return null;
                }

                expected = expected.Next(World, Friction);
            }

            before = before.Next(World, Friction);
        }

        return $"the ball did not take the shot of {angle} degrees with power {power}: {ball}";
    }
}
