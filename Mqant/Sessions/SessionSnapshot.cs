namespace Mqant;

/// <summary>A session as its gateway saw it when it sent a call. Never changed: the gateway makes a new one when something changes.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("mqant.SessionSnapshot")]
internal sealed record SessionSnapshot
{
    /// <summary>The settings of a session without any; never changed.</summary>
    public static readonly Dictionary<string, string> NoSettings = new(StringComparer.Ordinal);

    // Null without settings, which is what most sessions have: a dictionary costs every call, even an empty one.
    [Id(6)]
    private Dictionary<string, string>? _settings;

    [Id(0)]
    public required GatewayAddress Gateway { get; init; }

    [Id(1)]
    public required long SessionId { get; init; }

    [Id(2)]
    public required uint Epoch { get; init; }

    /// <summary>Empty for a guest.</summary>
    [Id(3)]
    public required string UserId { get; init; }

    [Id(4)]
    public required string RemoteAddress { get; init; }

    [Id(5)]
    public required string Transport { get; init; }

    public required Dictionary<string, string> Settings
    {
        get => _settings ?? NoSettings;
        init => _settings = value.Count == 0 ? null : value;
    }

    /// <summary>What the binding is worth; null for a login without roles, and where there is no binding.</summary>
    [Id(7)]
    public SessionRights? Rights { get; init; }

    /// <summary>Whether nobody has logged in.</summary>
    public bool IsGuest => UserId.Length == 0 || Rights is { IsGuest: true };

    /// <summary>The roles that the login has.</summary>
    public string[] Roles => Rights?.Roles ?? [];

    /// <summary>The certificate that the client showed. Null without one, which is what most sessions have.</summary>
    [Id(8)]
    public ClientCertificate? ClientCertificate { get; init; }

    public SessionRef Ref => new(Gateway, SessionId, Epoch);

    /// <summary>Whether a binding would change nothing.</summary>
    public bool IsBoundTo(string userId, SessionRights? rights) =>
        userId == UserId && Rights is { IsGuest: true } == rights is { IsGuest: true } && Roles.SequenceEqual(rights?.Roles ?? [], StringComparer.Ordinal);

    /// <summary>The same session after <paramref name="changes"/>; this rule alone decides how changes apply, on both sides of the wire.</summary>
    public SessionSnapshot Apply(SessionChanges changes)
    {
        var settings = Settings;
        if (changes.Bind?.Stored is { Count: > 0 } || changes.Settings.Length > 0)
        {
            settings = new Dictionary<string, string>(settings, StringComparer.Ordinal);
            foreach (var (key, value) in changes.Bind?.Stored ?? [])
            {
                settings.TryAdd(key, value);
            }

            SessionChanges.Apply(settings, changes.Settings);
        }

        return changes.Bind is { } bind
            ? this with { Settings = settings, UserId = bind.UserId, Epoch = bind.Epoch, Rights = bind.Rights }
            : this with { Settings = settings };
    }
}
