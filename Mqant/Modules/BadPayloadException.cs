namespace Mqant;

/// <summary>The payload is not what the handler takes.</summary>
/// <param name="reason">What does not fit and what was expected, for those who write the client: types and paths, never what the payload has there.</param>
/// <param name="cause">The reader's exception.</param>
internal sealed class BadPayloadException(string reason, Exception? cause = null) : Exception(GameErrors.BadJson, cause)
{
    public string Reason { get; } = reason;
}
