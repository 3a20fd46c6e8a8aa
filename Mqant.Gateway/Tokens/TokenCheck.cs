namespace Mqant.Gateway.Tokens;

/// <summary>What became of a token.</summary>
/// <param name="Identity">Whom it is of; null where it is not accepted.</param>
/// <param name="Refusal">Why it is not, as the client is told.</param>
/// <param name="IsUnavailable">It may be accepted later: nobody knows the issuer's keys yet.</param>
internal readonly record struct TokenCheck(TokenIdentity? Identity, string? Refusal, bool IsUnavailable = false)
{
    public static TokenCheck Refused(string reason) => new(null, reason);

    public static TokenCheck Unavailable { get; } = new(null, GameErrors.ServiceUnavailable, IsUnavailable: true);
}
