namespace Mqant;

/// <summary>How clients show who they are: section <c>Mqant:Authentication</c>. Gateways and silos of a cluster read the same.</summary>
public sealed class AuthenticationOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mqant:Authentication";

    /// <summary>
    /// Whether the game has an <see cref="IAuthenticator"/>, so that a gateway lets nobody in before it has seen one. Without this a gateway that starts while no silo with the
    /// authenticator is there takes the game for one that has none.
    /// </summary>
    public bool RequireAuthenticator { get; set; }

    /// <summary>Clients that show nothing.</summary>
    public GuestOptions Guests { get; } = new();

    /// <summary>Tokens of an identity provider; on when any of it is set.</summary>
    public JwtOptions Jwt { get; } = new();

    /// <summary>Accounts with passwords, kept by the cluster.</summary>
    public AccountOptions Accounts { get; } = new();

    /// <summary>Devices: players without a name, by a secret that the client keeps.</summary>
    public DeviceOptions Devices { get; } = new();

    /// <summary>What wrong passwords and tokens cost whoever sends them.</summary>
    public BackOffOptions BackOff { get; } = new();

    /// <summary>Whether silos have the module <c>Account</c>.</summary>
    internal bool HasModule => Jwt.IsOn || Accounts.Enabled || Devices.Enabled;
}
