namespace Mqant.Operations.Door;

/// <summary>The ways into the console, as its page knows them.</summary>
internal static class SignInMethods
{
    public const string Token = "token";
    public const string OpenIdConnect = "openIdConnect";

    /// <summary>The link that is printed; its token can be typed in, too.</summary>
    public const string Link = "link";

    public static string[] Of(ConsoleOptions options) =>
    [
        .. options.Tokens.Count > 0 || !options.HasSignIn ? [Token] : Array.Empty<string>(),
        .. options.OpenIdConnect.Authority is not null ? [OpenIdConnect] : Array.Empty<string>(),
    ];
}
