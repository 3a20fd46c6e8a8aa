namespace Mqant.Tests.Conformance;

/// <summary>The numbered statements of MQTT that a test shows to be kept. The table in <c>docs/mqtt.md</c> is made from these.</summary>
/// <param name="version">3.1.1 or 5.0: the same number means another thing in the other.</param>
/// <param name="statements">Their numbers, as <c>MQTT-3.1.2-24</c>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class ConformanceAttribute(string version, params string[] statements) : Attribute
{
    public string Version => version;

    public IReadOnlyList<string> Statements => statements;
}
