using Microsoft.Extensions.Options;

namespace Mqant.Operations.Notifications;

/// <summary>The channels of the settings.</summary>
internal sealed class NotificationChannels : IDisposable
{
    private readonly Dictionary<string, INotificationChannel> _channels = new(StringComparer.OrdinalIgnoreCase);

    public NotificationChannels(IOptions<ErrorOptions> options, IEnumerable<INotificationChannel> own, TimeProvider time)
    {
        var settings = options.Value;
        foreach (var (name, channel) in settings.Channels)
        {
            _channels.Add(name, Create(name, channel, NotificationTexts.Of(channel.Language ?? settings.Language), own, time));
        }

        All = [.. settings.Channels.Select(channel => new ChannelRules(
            channel.Key, channel.Value.MinLevel, channel.Value.Modules, channel.Value.MaxPerHour ?? settings.MaxPerHour, channel.Value.Digest))];
    }

    /// <summary>What each is told.</summary>
    public IReadOnlyList<ChannelRules> All { get; }

    /// <summary>Sends a message.</summary>
    public Task SendAsync(string channel, Notification notification, CancellationToken cancellationToken) => _channels[channel].SendAsync(notification, cancellationToken);

    public void Dispose()
    {
        foreach (var channel in _channels.Values.OfType<HttpChannel>())
        {
            channel.Dispose();
        }
    }

    private static INotificationChannel Create(string name, NotificationChannelOptions options, NotificationTexts texts, IEnumerable<INotificationChannel> own, TimeProvider time) => options.Type switch
    {
        NotificationChannelType.Email => new EmailChannel(name, options, texts),
        NotificationChannelType.DingTalk => new DingTalkChannel(name, options, texts, time),
        NotificationChannelType.Worktile => new WorktileChannel(name, options, texts),
        NotificationChannelType.Slack => new SlackChannel(name, options, texts),
        NotificationChannelType.Feishu => new FeishuChannel(name, options, texts, time),
        NotificationChannelType.WeCom => new WeComChannel(name, options, texts),
        NotificationChannelType.Discord => new DiscordChannel(name, options, texts),
        NotificationChannelType.Webhook => new WebhookChannel(name, options, texts, time),
        _ => own.First(channel => channel.Name.Equals(name, StringComparison.OrdinalIgnoreCase)),
    };
}
