using System.Text.RegularExpressions;

namespace Mqant.Tests.Infrastructure;

/// <summary>One room (folder) of a package names what another declares.</summary>
internal sealed record RoomArrow(string From, string To, string Name)
{
    public override string ToString() => $"{From} -> {To} ({Name})";
}

/// <summary>
/// The rooms of a package, and who uses whom. Read from the text: types that are declared at the left margin and extension methods, and their names elsewhere. A name that is declared in the
/// room itself counts as the room's own. Comments and texts do not count, but what is computed within a text does.
/// </summary>
internal sealed partial class PackageRooms
{
    private PackageRooms(string[] rooms, RoomArrow[] arrows)
    {
        Rooms = rooms;
        Arrows = arrows;
    }

    /// <summary>The folders, relative to the package; its own name for what lies in the package's folder.</summary>
    public IReadOnlyList<string> Rooms { get; }

    public IReadOnlyList<RoomArrow> Arrows { get; }

    public static PackageRooms Read(string package)
    {
        var root = Path.Combine(Programs.Root, package);
        var files = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(file => (Room: RoomOf(Path.GetRelativePath(root, file), package), Path: file))
            .Where(static file => file.Room.Split('/')[0] is not ("bin" or "obj"))
            .Select(static file => (file.Room, Code: CodeOf(File.ReadAllText(file.Path))))
            .ToArray();
        var owners = files.SelectMany(static file => Declared(file.Code).Select(name => (Name: name, file.Room))).Distinct().ToLookup(static o => o.Name, static o => o.Room);
        var arrows =
            from file in files
            from name in Named(file.Code)
            where !owners[name].Contains(file.Room)
            from owner in owners[name]
            select new RoomArrow(file.Room, owner, name.TrimStart('.'));
        return new([.. files.Select(static file => file.Room).Distinct()], [.. arrows.Distinct()]);
    }

    /// <summary>Arrows between rooms that use each other, directly or round about, and those from one such circle to another.</summary>
    public IReadOnlyList<RoomArrow> FindCircles()
    {
        var left = Arrows;
        while (true)
        {
            var remaining = left.Where(arrow => left.Any(other => other.From == arrow.To) && left.Any(other => other.To == arrow.From)).ToArray();
            if (remaining.Length == left.Count)
            {
                return left;
            }

            left = remaining;
        }
    }

    private static string RoomOf(string file, string package) => Path.GetDirectoryName(file) is { Length: > 0 } folder ? folder.Replace('\\', '/') : package;

    private static string CodeOf(string source) => NoCode().Replace(source, static match => match.Value[0] switch
    {
        '$' => string.Join(' ', Hole().Matches(match.Value).Select(static hole => hole.Value)),
        '/' => " ",
        _ => "\"\"",
    });

    // Extension methods with a dot: they are nothing without one.
    private static IEnumerable<string> Declared(string code) => TypeDeclaration().Matches(code).Select(static match => match.Groups["name"].Value)
        .Concat(ExtensionMethod().Matches(code).Select(static match => "." + match.Groups["name"].Value));

    private static IEnumerable<string> Named(string code) => Word().Matches(code).Select(static match => match.Value).Distinct()
        .SelectMany(static word => word[0] == '.' ? [word] : new[] { word, word + "Attribute" });

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|\$?"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'""", RegexOptions.Singleline)]
    private static partial Regex NoCode();

    [GeneratedRegex("""\{[^{}"]*\}""")]
    private static partial Regex Hole();

    [GeneratedRegex(
        """
        ^(?:\[[^\n]*\]\s*)*(?:(?:public|internal|static|sealed|abstract|readonly|partial|ref|unsafe|file)\s+)*(?:class|record\s+struct|record\s+class|record|struct|interface|enum|delegate\s+[\w<>\[\]?,. ]+?)\s+(?<name>\w+)
        """,
        RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"\b(?<name>\w+)(?:<[^>(]*>)?\(this\s")]
    private static partial Regex ExtensionMethod();

    // What stands behind the keyword of a type is the name of a member.
    [GeneratedRegex(@"(?<![.\w])(?<!\b(?:string|bool|byte|int|uint|long|double|object)\??(?:\[\])?\s)[A-Z]\w+|\.[A-Z]\w+")]
    private static partial Regex Word();
}
