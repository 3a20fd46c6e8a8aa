using System.Text.RegularExpressions;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>
/// The rooms of the packages are as the page says: in a package's section a table with a row for each room, from bottom to top, whose first cell names the room and whose last those that it may
/// know, or says <c>all</c> of those before it. What lies in the package's own folder has no row: all may know it, and it knows nobody.
/// </summary>
public sealed partial class ArchitectureTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Programs.Root, "docs", "architecture.md"));

    public static TheoryData<string> Packages => ["Mqant", "Mqant.Gateway", "Mqant.Operations"];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Rooms_OfAPackage_UseEachOtherOneWayOnly(string package) => Assert.Empty(PackageRooms.Read(package).FindCircles());

    [Theory]
    [MemberData(nameof(Packages))]
    public void Rooms_OfAPackage_KnowWhatThePageAllows(string package)
    {
        var mayKnow = TableOf(package).ToDictionary(static row => row.Room, static row => row.MayKnow);
        var rooms = PackageRooms.Read(package);
        Assert.Equal(rooms.Rooms.Where(room => room != package).Order(), mayKnow.Keys.Order());

        var others = rooms.Arrows.Where(arrow => arrow.From == package || (arrow.To != package && !mayKnow[arrow.From].Contains(arrow.To))).ToArray();

        Assert.Empty(others);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Page_OfAPackage_PutsEachRoomAboveThoseItMayKnow(string package)
    {
        var table = TableOf(package);

        var upwards = table.SelectMany((row, at) => row.MayKnow.Except(table.Take(at).Select(static below => below.Room)).Select(known => $"{row.Room} -> {known}"));

        Assert.Empty(upwards);
    }

    private static string SectionOf(string package) =>
        Section().Matches(Page).FirstOrDefault(match => match.Groups["package"].Value == package)?.Groups["text"].Value ?? string.Empty;

    private static List<(string Room, string[] MayKnow)> TableOf(string package)
    {
        var table = new List<(string Room, string[] MayKnow)>();
        foreach (Match row in RoomRow().Matches(SectionOf(package)))
        {
            var known = row.Groups["known"].Value;
            var names = known.Trim() == "all" ? table.Select(static below => below.Room) : Name().Matches(known).Select(static name => name.Value);
            table.Add((row.Groups["room"].Value, [.. names]));
        }

        return table;
    }

    [GeneratedRegex(@"^## Package (?<package>\S+)\s*\n(?<text>(?:(?!#{1,2} ).*\n?)*)", RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(@"^\| `(?<room>[^`]+)` \|.*\|(?<known>[^|\n]*)\|$", RegexOptions.Multiline)]
    private static partial Regex RoomRow();

    [GeneratedRegex("(?<=`)[^`, ]+(?=`)")]
    private static partial Regex Name();
}
