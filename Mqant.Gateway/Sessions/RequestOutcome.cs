namespace Mqant.Gateway.Sessions;

/// <summary>What became of a request: a result or an error, ready to be written.</summary>
/// <param name="Error">The error text as a JSON string with its quotes, UTF-8; empty on success.</param>
/// <param name="Result">JSON of the result, or the bytes themselves when <paramref name="IsRaw"/>. Empty on error.</param>
/// <param name="IsRaw">The result is published as it is, without the reply envelope.</param>
/// <param name="QualityOfService">MQTT quality of service that the handler asks for its reply: 0 or 1.</param>
public readonly record struct RequestOutcome(
    ReadOnlyMemory<byte> Error,
    ReadOnlyMemory<byte> Result,
    bool IsRaw = false,
    byte QualityOfService = 0)
{
    /// <summary>How it ended, as metrics and traces name it.</summary>
    public CallOutcome Outcome { get; init; }

    internal static RequestOutcome Refused(string error) => new(ModuleJson.Quote(error), default) { Outcome = CallOutcome.Refused };

    // An older silo does not say why.
    internal static RequestOutcome Of(in HandlerReply reply) => new(reply.Error, reply.Result, reply.IsRaw, reply.QualityOfService)
    {
        Outcome = reply.Outcome == CallOutcome.Ok && reply.Error.Length > 0 ? CallOutcome.Refused : reply.Outcome,
    };
}
