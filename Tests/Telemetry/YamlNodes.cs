using YamlDotNet.RepresentationModel;

namespace Mqant.Tests.Telemetry;

/// <summary>Short names for what is read of YAML.</summary>
internal static class YamlNodes
{
    public static IEnumerable<YamlNode> Items(this YamlNode node) => ((YamlSequenceNode)node).Children;

    public static string Text(this YamlNode node) => ((YamlScalarNode)node).Value!;
}
