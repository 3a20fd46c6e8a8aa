using System.Text.Json.Serialization;

namespace MyGame.Contracts;

/// <summary>Where a player goes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Direction>))]
public enum Direction
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>To smaller x.</summary>
    Left,

    /// <summary>To larger x.</summary>
    Right,

    /// <summary>To smaller y.</summary>
    Up,

    /// <summary>To larger y.</summary>
    Down,
}
