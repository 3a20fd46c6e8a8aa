namespace Mqant;

/// <summary>
/// Makes a grain interface callable by clients: <c>&lt;Name&gt;/&lt;Handler&gt;</c> reaches the methods that carry <see cref="HandlerAttribute"/>. The interface
/// extends <see cref="IGrainWithStringKey"/>. Nothing else is registered anywhere: gateways read it from the cluster manifest.
/// </summary>
/// <param name="name">Name of the module in topics: letters, digits, <c>_</c>, <c>-</c> and <c>.</c>, at most 64 of them.</param>
[AttributeUsage(AttributeTargets.Interface, Inherited = false)]
public sealed class GameModuleAttribute(string name) : Attribute
{
    /// <summary>Name of the module in topics.</summary>
    public string Name { get; } = name;

    /// <summary>How a call finds its grain.</summary>
    public KeyPolicy Key { get; set; } = KeyPolicy.Singleton;

    /// <summary>The payload property that holds the key, for <see cref="KeyPolicy.PayloadField"/>.</summary>
    public string? KeyField { get; set; }

    /// <summary>Whether clients may name the key in the topic: <c>Module@Key/HD_Handler</c>. It then wins over <see cref="Key"/>.</summary>
    public bool AllowKeyInTopic { get; set; }
}
