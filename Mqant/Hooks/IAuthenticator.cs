namespace Mqant;

/// <summary>
/// A grain class that implements this decides who is let in, before the client's introduction is answered. Found like <see cref="IConnectedHook"/>; several are
/// asked in the order of their grain types until one decides. Without any, everyone comes in as a guest. Mark it <c>[StatelessWorker]</c>.
/// </summary>
[Alias("mqant.IAuthenticator")]
public interface IAuthenticator : IGrainWithIntegerKey
{
    /// <summary>
    /// Decides on a client. One that throws, or takes longer than 5 s, refuses it as unavailable: nobody comes in because a check failed.
    /// </summary>
    [Alias("Authenticate")]
    Task<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request);
}
