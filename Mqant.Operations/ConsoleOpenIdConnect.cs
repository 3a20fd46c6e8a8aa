namespace Mqant.Operations;

/// <summary>Signing in to the console at an OpenID Connect provider: section <c>Mqant:Console:OpenIdConnect</c>. It is on when <see cref="Authority"/> is set.</summary>
public sealed class ConsoleOpenIdConnect
{
    /// <summary>The provider: <c>https://login.example.com/realms/ops</c>. Below it is <c>/.well-known/openid-configuration</c>.</summary>
    public Uri? Authority { get; set; }

    /// <summary>Id of the console at the provider.</summary>
    public string ClientId { get; set; } = string.Empty;

    /// <summary>Secret of the console at the provider.</summary>
    public string ClientSecret { get; set; } = string.Empty;

    /// <summary>The claim that names who signed in; where it is missing <c>sub</c> does.</summary>
    public string NameClaim { get; set; } = "preferred_username";

    /// <summary>The claim whose values say what they may do. Who has none that means a role is not let in.</summary>
    public string RoleClaim { get; set; } = "role";

    /// <summary>Which value of the claim means which role; unset: <c>viewer</c>, <c>operator</c>, <c>admin</c> mean themselves. The highest counts.</summary>
    public IDictionary<string, ConsoleRole> Roles { get; } = new Dictionary<string, ConsoleRole>(StringComparer.Ordinal);

    /// <summary>What is asked for beside <c>openid</c> and <c>profile</c>.</summary>
    public IList<string> Scopes { get; } = [];

    /// <summary>Whether the provider must be reached over https. Only for trying things out on one machine is it not.</summary>
    public bool RequireHttps { get; set; } = true;
}
