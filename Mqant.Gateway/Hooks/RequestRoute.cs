namespace Mqant.Gateway.Hooks;

/// <summary>
/// Where an <see cref="IRequestRouter"/> sends a request. Module and handler must be there, and may ask for a login, as with any topic.
/// </summary>
/// <param name="Module">The module.</param>
/// <param name="Handler">The handler, with its prefix <c>HD_</c>.</param>
/// <param name="Key">
/// The key of the grain, also of a module that does not let clients choose one; counted among the new keys that a client may use. Null: as the module says.
/// </param>
/// <param name="ReplyExpected">Whether the client is answered, on the same topic; null: as the form of the topic says.</param>
public sealed record RequestRoute(string Module, string Handler, string? Key = null, bool? ReplyExpected = null);
