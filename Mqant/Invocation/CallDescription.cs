namespace Mqant;

/// <summary>What logs and reports say of a call of a client.</summary>
/// <param name="Module">The module.</param>
/// <param name="Handler">The handler.</param>
/// <param name="Key">The key of the grain that handles it.</param>
/// <param name="Session">The session's id.</param>
/// <param name="User">The user of the session; empty for a guest.</param>
/// <param name="Trace">The trace that the client is told.</param>
internal sealed record CallDescription(string Module, string Handler, string Key, string Session, string User, TraceId Trace);
