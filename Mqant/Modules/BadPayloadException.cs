namespace Mqant;

/// <summary>The payload is not what the handler takes.</summary>
internal sealed class BadPayloadException(Exception? cause = null) : Exception(GameErrors.BadJson, cause);
