namespace Mqant.Operations;

/// <summary>The kinds of channels that notifications go by.</summary>
public enum NotificationChannelType
{
    /// <summary>E-mail over SMTP, as text and HTML.</summary>
    Email,

    /// <summary>A custom robot of a DingTalk group.</summary>
    DingTalk,

    /// <summary>An incoming webhook of a Worktile channel.</summary>
    Worktile,

    /// <summary>An incoming webhook of Slack.</summary>
    Slack,

    /// <summary>A custom bot of a Feishu or Lark group.</summary>
    Feishu,

    /// <summary>A robot of a WeCom group.</summary>
    WeCom,

    /// <summary>A webhook of a Discord channel.</summary>
    Discord,

    /// <summary>JSON to an address of one's own, signed.</summary>
    Webhook,

    /// <summary>An <see cref="Notifications.INotificationChannel"/> of that name among the services.</summary>
    Custom,
}
