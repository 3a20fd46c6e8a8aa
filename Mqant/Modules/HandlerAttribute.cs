namespace Mqant;

/// <summary>
/// Makes a method of a module callable by clients. It may take, in any order and each at most once, a <see cref="Session"/>, a payload (a class read from
/// JSON, <see cref="System.Text.Json.JsonElement"/>, or the raw bytes as <see cref="RawPayload"/> or <c>byte[]</c>) and a <see cref="CancellationToken"/>. It returns <see cref="Task"/>,
/// <see cref="ValueTask"/> or either with a result, which is written as JSON unless it is a <see cref="RawPayload"/>.
/// </summary>
/// <param name="name">Name of the handler in topics; begins with <c>HD_</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HandlerAttribute(string name) : Attribute
{
    /// <summary>Every handler's name begins with this.</summary>
    public const string Prefix = "HD_";

    /// <summary>Name of the handler in topics.</summary>
    public string Name { get; } = name;

    /// <summary>MQTT quality of service of the reply, 0 or 1.</summary>
    public int ReplyQualityOfService { get; set; }

    /// <summary>
    /// The handler may run twice for one request without harm: a call whose silo died is then sent again within the call's time limit.
    /// </summary>
    public bool Idempotent { get; set; }
}
