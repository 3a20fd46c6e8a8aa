namespace Mqant.Gateway.Hooks;

/// <summary>How a request ended.</summary>
/// <param name="Outcome">In a word.</param>
/// <param name="Error">What the client is told; empty on success.</param>
/// <param name="Duration">From its arrival to its answer; zero when it never was in flight.</param>
/// <param name="Result">JSON of the result, or its bytes where the handler's result is raw; empty on error.</param>
/// <param name="Exception">What the gateway caught where the call itself failed; null when the handler's own exception stayed in its silo.</param>
public readonly record struct RequestEnd(CallOutcome Outcome, string Error, TimeSpan Duration, ReadOnlyMemory<byte> Result, Exception? Exception);
