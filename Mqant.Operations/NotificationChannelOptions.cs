namespace Mqant.Operations;

/// <summary>A channel that notifications go by: a section of <c>Mqant:Errors:Channels</c>. Which settings there are depends on <see cref="Type"/>.</summary>
public sealed class NotificationChannelOptions
{
    /// <summary>What kind of channel it is.</summary>
    public NotificationChannelType? Type { get; set; }

    /// <summary>Errors below this level are not told: <see cref="LogLevel.Error"/> by default, or <see cref="LogLevel.Critical"/>.</summary>
    public LogLevel MinLevel { get; set; } = LogLevel.Error;

    /// <summary>Only errors of these modules are told; all when empty.</summary>
    public string[] Modules { get; set; } = [];

    /// <summary>As <see cref="ErrorOptions.MaxPerHour"/>, for this channel.</summary>
    public int? MaxPerHour { get; set; }

    /// <summary>As <see cref="ErrorOptions.Language"/>, for this channel.</summary>
    public NotificationLanguage? Language { get; set; }

    /// <summary>Whether the channel gets digests; on by default.</summary>
    public bool Digest { get; set; } = true;

    /// <summary>All but e-mail: the webhook's address, as the service shows it.</summary>
    public Uri? Url { get; set; }

    /// <summary>DingTalk, Feishu, Webhook: what messages are signed with.</summary>
    public string? Secret { get; set; }

    /// <summary>E-mail: the mail server's name.</summary>
    public string? Server { get; set; }

    /// <summary>E-mail: its port; 587 when unset, 465 with <see cref="SmtpTls.Implicit"/>.</summary>
    public int? Port { get; set; }

    /// <summary>E-mail: how the connection is encrypted.</summary>
    public SmtpTls Tls { get; set; }

    /// <summary>E-mail: whether the server's certificate may be anybody's; for servers of one's own network that have none from an authority.</summary>
    public bool AllowUntrustedCertificate { get; set; }

    /// <summary>E-mail: whom to log in as; unset for no login.</summary>
    public string? User { get; set; }

    /// <summary>E-mail: the login's password.</summary>
    public string? Password { get; set; }

    /// <summary>E-mail: the sender's address, with or without a name: <c>Game servers &lt;errors@example.com&gt;</c>.</summary>
    public string? From { get; set; }

    /// <summary>E-mail: the addresses that it goes to, separated by commas.</summary>
    public string? To { get; set; }
}
