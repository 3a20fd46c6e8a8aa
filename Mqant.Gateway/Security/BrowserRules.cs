namespace Mqant.Gateway.Security;

/// <summary>What answers of HTTP forbid browsers where the answer is no page, or one of an error.</summary>
internal static class BrowserRules
{
    /// <summary>Of <c>X-Content-Type-Options</c>: a file is what it says it is.</summary>
    public const string NoGuessing = "nosniff";

    /// <summary>Of <c>X-Frame-Options</c>: in no frame.</summary>
    public const string NoFrames = "DENY";

    /// <summary>Of <c>Content-Security-Policy</c>: nothing at all.</summary>
    public const string Nothing = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}
