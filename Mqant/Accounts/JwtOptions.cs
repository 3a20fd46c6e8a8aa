using System.ComponentModel.DataAnnotations;

namespace Mqant;

/// <summary>
/// Tokens (JSON Web Tokens, RFC 7519) of an identity provider: section <c>Mqant:Authentication:Jwt</c>. Gateways check them. On when any of it is set that has no default; then
/// <see cref="Issuer"/>, <see cref="Audience"/> and one of <see cref="KeysFile"/> and <see cref="KeysUrl"/> must be.
/// </summary>
public sealed class JwtOptions : IValidatableObject
{
    private static readonly string[] AllAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
    private static readonly string[] DefaultAlgorithms = ["RS256", "PS256", "ES256"];

    /// <summary>Who issues the tokens: the claim <c>iss</c>.</summary>
    public string? Issuer { get; set; }

    /// <summary>For whom they are issued: one of the claim <c>aud</c>.</summary>
    public string? Audience { get; set; }

    /// <summary>
    /// A file with the issuer's public keys: PEM (keys or certificates), or a JSON Web Key Set. It is read at start, every <see cref="KeysRefresh"/>, and when a token names a key that is not in
    /// it.
    /// </summary>
    public string? KeysFile { get; set; }

    /// <summary>Where the issuer's JSON Web Key Set is, https or on this machine; read as <see cref="KeysFile"/> is. While it cannot be read the last one counts.</summary>
    public string? KeysUrl { get; set; }

    /// <summary>How often the keys are read again.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "7.00:00:00")]
    public TimeSpan KeysRefresh { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Algorithms of signatures that are taken, of <c>RS256</c>, <c>RS384</c>, <c>RS512</c>, <c>PS256</c>, <c>PS384</c>, <c>PS512</c>, <c>ES256</c>, <c>ES384</c> and <c>ES512</c>; <c>RS256</c>, <c>PS256</c>
    /// and <c>ES256</c> when this is empty.
    /// </summary>
    public IList<string> Algorithms { get; } = [];

    /// <summary>By how much the clocks of issuer and gateway may differ.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The type that a token's header must name, such as <c>at+jwt</c>; null: any.</summary>
    public string? TokenType { get; set; }

    /// <summary>The claim that is the user's id.</summary>
    [Required]
    public string UserIdClaim { get; set; } = "sub";

    /// <summary>The claim with the user's roles: a list, or texts divided by blanks. What can be no role is left out.</summary>
    [Required]
    public string RolesClaim { get; set; } = "roles";

    /// <summary>Settings that the session starts with: by their names, the claims that they are taken from.</summary>
    public IDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether tokens are taken.</summary>
    internal bool IsOn => Issuer is not null || Audience is not null || KeysFile is not null || KeysUrl is not null || TokenType is not null || Algorithms.Count > 0 || Settings.Count > 0;

    // A list in configuration adds to the one in code, so the defaults must not be in it.
    internal IEnumerable<string> EffectiveAlgorithms => Algorithms.Count > 0 ? Algorithms : DefaultAlgorithms;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsOn)
        {
            yield break;
        }

        if (string.IsNullOrWhiteSpace(Issuer))
        {
            yield return new ValidationResult("Tokens of whom? Say what their claim 'iss' is.", [nameof(Issuer)]);
        }

        if (string.IsNullOrWhiteSpace(Audience))
        {
            yield return new ValidationResult("Tokens for whom? Say what their claim 'aud' is, or tokens for other services would be taken.", [nameof(Audience)]);
        }

        if (string.IsNullOrWhiteSpace(KeysFile) == string.IsNullOrWhiteSpace(KeysUrl))
        {
            yield return new ValidationResult("Set one of KeysFile and KeysUrl: where the issuer's public keys are.", [nameof(KeysFile)]);
        }

        if (!string.IsNullOrWhiteSpace(KeysUrl)
            && !(Uri.TryCreate(KeysUrl, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))))
        {
            yield return new ValidationResult($"'{KeysUrl}' is no https address: whoever is between could sign tokens.", [nameof(KeysUrl)]);
        }

        foreach (var algorithm in Algorithms.Where(static algorithm => !AllAlgorithms.Contains(algorithm, StringComparer.Ordinal)))
        {
            yield return new ValidationResult($"'{algorithm}' is no algorithm that is taken; expected some of {string.Join(", ", AllAlgorithms)}.", [nameof(Algorithms)]);
        }
    }
}
