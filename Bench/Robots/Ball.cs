using System.Text;
using System.Text.Json;

namespace Mqant.Bench.Robots;

/// <summary>A ball of Hitball as the server tells it: positions in pixels, speeds in pixels a tick, angles in degrees.</summary>
internal readonly record struct Ball
{
    internal double X { get; private init; }

    internal double Y { get; private init; }

    internal double XSpeed { get; init; }

    internal double YSpeed { get; init; }

    /// <summary>Turns by <see cref="RotateSpeed"/> every tick.</summary>
    internal double Angle { get; private init; }

    internal double RotateSpeed { get; private init; }

    /// <summary>1 or -1; every shot changes it.</summary>
    internal double RotateDirection { get; private init; }

    /// <summary>Changes with every shot.</summary>
    internal long LastRequestDate { get; private init; }

    internal double Radius { get; private init; }

    /// <summary>Reads the ball with this key out of <c>{"rid":{…},…}</c>; false when it is not there.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> balls, ReadOnlySpan<byte> quotedRid, out Ball ball)
    {
        ball = default;
        int at = balls.IndexOf(quotedRid);
        while (at >= 0)
        {
            var rest = balls[(at + quotedRid.Length)..];
            if (rest.StartsWith(":{"u8))
            {
                return TryRead(rest[1..], out ball);
            }

            int next = rest.IndexOf(quotedRid);
            at = next < 0 ? next : at + quotedRid.Length + next;
        }

        return false;
    }

    /// <summary>Reads an object; what follows it is not looked at.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> json, out Ball ball)
    {
        ball = default;
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                var name = reader.ValueSpan;
                reader.Read();
                if (reader.TokenType == JsonTokenType.Number)
                {
                    ball = ball.With(name, ref reader);
                }
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The ball a tick later: walls, then the way, then friction.</summary>
    internal Ball Next(double world, double friction)
    {
        var (x, xSpeed) = Bounce(X, XSpeed, world);
        var (y, ySpeed) = Bounce(Y, YSpeed, world);
        return this with
        {
            X = x + xSpeed,
            Y = y + ySpeed,
            XSpeed = xSpeed * friction,
            YSpeed = ySpeed * friction,
            Angle = Angle + (RotateSpeed * RotateDirection),
        };
    }

    /// <summary>The ball right after a shot.</summary>
    internal Ball Shot(double angle, double power) => this with
    {
        XSpeed = XSpeed + (Math.Cos(angle * Math.PI / 180) * power / 20),
        YSpeed = YSpeed + (Math.Sin(angle * Math.PI / 180) * power / 20),
        RotateDirection = -RotateDirection,
    };

    internal bool IsAt(in Ball other) =>
        Math.Abs(X - other.X) < Precision && Math.Abs(Y - other.Y) < Precision
        && Math.Abs(XSpeed - other.XSpeed) < Precision && Math.Abs(YSpeed - other.YSpeed) < Precision;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"({X:0.###}, {Y:0.###}) at ({XSpeed:0.###}, {YSpeed:0.###}) a tick");

    private const double Precision = 1e-6;

    private (double Position, double Speed) Bounce(double position, double speed, double world) =>
        position < Radius ? (Radius, -speed) : position > world - Radius ? (world - Radius, -speed) : (position, speed);

    private Ball With(ReadOnlySpan<byte> name, ref Utf8JsonReader reader) => name switch
    {
        _ when name.SequenceEqual("X"u8) => this with { X = reader.GetDouble() },
        _ when name.SequenceEqual("Y"u8) => this with { Y = reader.GetDouble() },
        _ when name.SequenceEqual("XSpeed"u8) => this with { XSpeed = reader.GetDouble() },
        _ when name.SequenceEqual("YSpeed"u8) => this with { YSpeed = reader.GetDouble() },
        _ when name.SequenceEqual("Angle"u8) => this with { Angle = reader.GetDouble() },
        _ when name.SequenceEqual("RotateSpeed"u8) => this with { RotateSpeed = reader.GetDouble() },
        _ when name.SequenceEqual("RotateDirection"u8) => this with { RotateDirection = reader.GetDouble() },
        _ when name.SequenceEqual("LastRequestDate"u8) => this with { LastRequestDate = reader.GetInt64() },
        _ when name.SequenceEqual("BallRadius"u8) => this with { Radius = reader.GetDouble() },
        _ => this,
    };
}
