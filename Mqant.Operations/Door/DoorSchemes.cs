namespace Mqant.Operations.Door;

/// <summary>Names of the authentication schemes of the management port.</summary>
internal static class DoorSchemes
{
    /// <summary>Decides by the request which of the others it is.</summary>
    public const string Any = "mqant-any";

    /// <summary>The page's cookie.</summary>
    public const string Cookie = "mqant-cookie";

    /// <summary>A token in the header <c>Authorization</c>.</summary>
    public const string Bearer = "mqant-bearer";

    /// <summary>OpenID Connect, which ends with a cookie.</summary>
    public const string OpenIdConnect = "mqant-openid";
}
