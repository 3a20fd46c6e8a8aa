using System.ComponentModel.DataAnnotations;

namespace Mqant.Operations;

/// <summary>The console on the management port, and who may use it: section <c>Mqant:Console</c>.</summary>
public sealed class ConsoleOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mqant:Console";

    /// <summary>Whether this process has a console. One without still reports itself to those of others.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How this process is called there; unset: the name of its silo, or its machine and number.</summary>
    [StringLength(64)]
    public string? ProcessName { get; set; }

    /// <summary>Who gets in by a token. A change of the settings counts at once, also for those who are in.</summary>
    public IList<ConsoleToken> Tokens { get; } = [];

    /// <summary>Who gets in by an OpenID Connect provider.</summary>
    public ConsoleOpenIdConnect OpenIdConnect { get; } = new();

    /// <summary>How long somebody who signed in stays in.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan SignedInFor { get; set; } = TimeSpan.FromHours(12);

    /// <summary>What browsers call the console behind a reverse proxy: <c>https://ops.example.com</c>. No other name but the machine's own loopback is then answered.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>IP addresses of reverse proxies, beside the machine's own, whose <c>X-Forwarded-For</c> is believed when <see cref="PublicUrl"/> is set.</summary>
    public IList<string> Proxies { get; } = [];

    /// <summary>What it takes to see the states of rooms.</summary>
    [EnumDataType(typeof(ConsoleRole))]
    public ConsoleRole RoomStateRole { get; set; } = ConsoleRole.Operator;

    /// <summary>Where traces are looked at: <c>http://localhost:16686</c>.</summary>
    public Uri? JaegerUrl { get; set; }

    /// <summary>Where the dashboards are.</summary>
    public Uri? GrafanaUrl { get; set; }

    /// <summary>How much of Orleans' own dashboard there is. Read once, when the process starts.</summary>
    [EnumDataType(typeof(OrleansDashboardMode))]
    public OrleansDashboardMode OrleansDashboard { get; set; } = OrleansDashboardMode.Counters;

    /// <summary>Whether somebody can sign in otherwise than by the link that is printed at start.</summary>
    internal bool HasSignIn => Tokens.Count > 0 || OpenIdConnect.Authority is not null;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Tokens.GroupBy(static token => token.Hash, StringComparer.OrdinalIgnoreCase).FirstOrDefault(static same => same.Count() > 1) is { } twice)
        {
            yield return new ValidationResult($"'{string.Join("' and '", twice.Select(static token => token.Name))}' have one and the same token.", [nameof(Tokens)]);
        }

        if (OpenIdConnect is { Authority: not null, ClientId: "" })
        {
            yield return new ValidationResult("is missing: the console's id at the provider.", [$"{nameof(OpenIdConnect)}:{nameof(ConsoleOpenIdConnect.ClientId)}"]);
        }

        if (OpenIdConnect is { Authority: { } authority, RequireHttps: true } && (!authority.IsAbsoluteUri || authority.Scheme != Uri.UriSchemeHttps))
        {
            yield return new ValidationResult(
                $"'{authority}' is no https address.", [$"{nameof(OpenIdConnect)}:{nameof(ConsoleOpenIdConnect.Authority)}"]);
        }

        foreach (var (name, url) in new[] { (nameof(PublicUrl), PublicUrl), (nameof(JaegerUrl), JaegerUrl), (nameof(GrafanaUrl), GrafanaUrl) })
        {
            if (url is not null && !(url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)))
            {
                yield return new ValidationResult($"'{url}' is no address; expected for example 'https://ops.example.com'.", [name]);
            }
        }

        if (PublicUrl is not null && !HasSignIn)
        {
            yield return new ValidationResult(
                $"is set, so that others reach the console, but nobody could sign in there: set {nameof(Tokens)} or {nameof(OpenIdConnect)}:{nameof(ConsoleOpenIdConnect.Authority)}.", [nameof(PublicUrl)]);
        }

        foreach (var proxy in Proxies)
        {
            if (!System.Net.IPAddress.TryParse(proxy, out _))
            {
                yield return new ValidationResult($"'{proxy}' is no IP address.", [nameof(Proxies)]);
            }
        }
    }
}
