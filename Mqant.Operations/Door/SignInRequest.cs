namespace Mqant.Operations.Door;

/// <summary>A token with which somebody wants to sign in.</summary>
/// <param name="Token">The token itself, not its hash.</param>
internal sealed record SignInRequest(string? Token);
