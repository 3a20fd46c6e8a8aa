using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mqant.Grains.Hitball;

/// <summary>Request of <see cref="IHitballTable.FireAsync"/>: angle in degrees, power 0 to 200. X and Y are what the client believes.</summary>
[GenerateSerializer, Alias("mqant.demo.FireBall")]
public sealed record FireBall([property: Id(0)] double? Angle, [property: Id(1)] double? Power, [property: Id(2)] double? X, [property: Id(3)] double? Y);

/// <summary>Request of <see cref="IHitballTable.EatCoinAsync"/>.</summary>
[GenerateSerializer, Alias("mqant.demo.EatCoin")]
public sealed record EatCoin([property: Id(0)] double? Id);

/// <summary>Request of <see cref="IHitballTable.MoveAsync"/>.</summary>
[GenerateSerializer, Alias("mqant.demo.MoveBall")]
public sealed record MoveBall(
    [property: Id(0), JsonPropertyName("war")] JsonElement? War,
    [property: Id(1), JsonPropertyName("wid")] JsonElement? Wid,
    [property: Id(2), JsonPropertyName("x")] double? X,
    [property: Id(3), JsonPropertyName("y")] double? Y);

/// <summary>Push <c>Hitball/OnEnter</c>: all that a player who joins must know.</summary>
public sealed record OnEnter(string Rid, IReadOnlyDictionary<string, Player> Player, IReadOnlyDictionary<int, Coin> Coins);

/// <summary>Push <c>Hitball/OnMove</c> that answers <see cref="IHitballTable.MoveAsync"/>.</summary>
public sealed record OnMoved([property: JsonPropertyName("roles")] IReadOnlyList<Position> Roles);

/// <summary>A place in the world.</summary>
public sealed record Position([property: JsonPropertyName("x")] double X, [property: JsonPropertyName("y")] double Y);

/// <summary>A player and the player's ball, as clients see it. Positions in pixels, speeds in pixels a tick, angles in degrees.</summary>
[GenerateSerializer, Alias("mqant.demo.HitballPlayer")]
public sealed class Player
{
    /// <summary>The player's user id.</summary>
    [Id(0)]
    public string Rid { get; set; } = "";

    /// <summary>Part of the message; not used by this game.</summary>
    [Id(1)]
    public bool SitDown { get; set; }

    /// <summary>Part of the message; not used by this game.</summary>
    [Id(2)]
    public long NetBroken { get; set; }

    /// <summary>When the player joined or shot last, in nanoseconds since 1970.</summary>
    [Id(3)]
    public long LastRequestDate { get; set; }

    /// <summary>Position from the left.</summary>
    [Id(4)]
    public double X { get; set; }

    /// <summary>Position from the top.</summary>
    [Id(5)]
    public double Y { get; set; }

    /// <summary>Part of the message; not used by this game.</summary>
    [Id(6)]
    public int Wid { get; set; }

    /// <summary>Speed to the right.</summary>
    [Id(7)]
    public double XSpeed { get; set; }

    /// <summary>Speed down.</summary>
    [Id(8)]
    public double YSpeed { get; set; }

    /// <summary>How the arrow turns: 1 clockwise, -1 counterclockwise.</summary>
    [Id(9)]
    public int RotateDirection { get; set; } = 1;

    /// <summary>Radius of the ball.</summary>
    [Id(10)]
    public double BallRadius { get; set; } = 20;

    /// <summary>Direction of the arrow.</summary>
    [Id(11)]
    public double Angle { get; set; }

    /// <summary>Power of the last shot.</summary>
    [Id(12)]
    public double Power { get; set; }

    /// <summary>Degrees by which the arrow turns in a tick.</summary>
    [Id(13)]
    public int RotateSpeed { get; set; } = 3;

    /// <summary>Radians in a degree.</summary>
    [Id(14)]
    public double DegToRad { get; set; } = Math.PI / 180;

    /// <summary>Weakest shot that clients offer.</summary>
    [Id(15)]
    public double MinPower { get; set; } = 50;

    /// <summary>Strongest shot.</summary>
    [Id(16)]
    public double MaxPower { get; set; } = 200;
}

/// <summary>A coin.</summary>
/// <param name="Id">Number of the coin on its table.</param>
/// <param name="X">Position from the left, in pixels.</param>
/// <param name="Y">Position from the top, in pixels.</param>
/// <param name="Wid">Part of the message; not used by this game.</param>
/// <param name="Type">Part of the message; not used by this game.</param>
[GenerateSerializer, Immutable, Alias("mqant.demo.HitballCoin")]
public sealed record Coin(
    [property: Id(0)] int Id,
    [property: Id(1)] double X,
    [property: Id(2)] double Y,
    [property: Id(3)] int Wid = 0,
    [property: Id(4)] int Type = 0);
