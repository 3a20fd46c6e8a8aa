using System.ComponentModel.DataAnnotations;

namespace Mqant;

/// <summary>What players may use of matchmakers: section <c>Mqant:Rooms</c>. Each number is of one matchmaker, that is, of one kind of room.</summary>
public sealed class RoomLimits
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mqant:Rooms";

    /// <summary>Past so many rooms of one kind none are made by a matchmaker, 10,000 by default. Those that clients make by naming a key are known all the same.</summary>
    [Range(1, 1_000_000)]
    public int MaxRooms { get; set; } = 10_000;

    /// <summary>Share of these past which none are made for guests, from 0 to 1; 0.5 by default. Who has logged in always finds a place for another.</summary>
    [Range(0.0, 1.0)]
    public double GuestShare { get; set; } = 0.5;

    /// <summary>Rooms that one player may have made, at once and again steadily within a minute; 60 by default, as many as new grain keys at a gateway.</summary>
    [Range(1, int.MaxValue)]
    public int MaxNewRoomsPerMinute { get; set; } = 60;

    /// <summary>The same of all players of one address (of IPv6: of one network of 64 bits) together, 600 by default: connecting anew does not renew it.</summary>
    [Range(1, int.MaxValue)]
    public int MaxNewRoomsPerMinutePerAddress { get; set; } = 600;
}
