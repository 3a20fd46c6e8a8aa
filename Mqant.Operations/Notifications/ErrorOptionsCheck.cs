using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Mqant.Operations.Notifications;

/// <summary>Refuses settings of channels that cannot work, with the name of the key.</summary>
internal sealed class ErrorOptionsCheck(IConfiguration configuration, IEnumerable<INotificationChannel> own) : IValidateOptions<ErrorOptions>
{
    private const string Channels = $"{ErrorOptions.SectionName}:{nameof(ErrorOptions.Channels)}";

    private static readonly string[] OfAll =
    [
        nameof(NotificationChannelOptions.Type), nameof(NotificationChannelOptions.MinLevel), nameof(NotificationChannelOptions.Modules), nameof(NotificationChannelOptions.MaxPerHour),
        nameof(NotificationChannelOptions.Language), nameof(NotificationChannelOptions.Digest),
    ];

    private static readonly string[] OfEmail =
    [
        nameof(NotificationChannelOptions.Server), nameof(NotificationChannelOptions.Port), nameof(NotificationChannelOptions.Tls), nameof(NotificationChannelOptions.AllowUntrustedCertificate),
        nameof(NotificationChannelOptions.User), nameof(NotificationChannelOptions.Password), nameof(NotificationChannelOptions.From), nameof(NotificationChannelOptions.To),
    ];

    public ValidateOptionsResult Validate(string? name, ErrorOptions options)
    {
        List<string> failures =
        [
            .. options.Secrets.Select(CheckPattern).OfType<string>(),
            .. configuration.GetSection(Channels).GetChildren().Where(section => !options.Channels.ContainsKey(section.Key)).Select(CheckUnread).OfType<string>(),
            .. options.Channels.SelectMany(channel => Check($"{Channels}:{channel.Key}", channel.Key, channel.Value)),
        ];
        if (options.ConsoleUrl is { } console && !IsWeb(console))
        {
            failures.Add($"{ErrorOptions.SectionName}:{nameof(ErrorOptions.ConsoleUrl)} is '{console}'; expected an address such as 'https://ops.example.com/console/'.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    // A channel with a value that is none of its type is left out of all channels without a word.
    private static string? CheckUnread(IConfigurationSection section)
    {
        try
        {
            return section.Get<NotificationChannelOptions>() is null ? $"{section.Path} is no channel; expected settings below it." : null;
        }
        catch (InvalidOperationException exception)
        {
            return exception.Message;
        }
    }

    private static string? CheckPattern(string pattern, int index)
    {
        try
        {
            _ = new Regex(pattern);
            return null;
        }
        catch (ArgumentException exception)
        {
            return $"{ErrorOptions.SectionName}:{nameof(ErrorOptions.Secrets)}:{index} is no regular expression: {exception.Message}";
        }
    }

    private IEnumerable<string> Check(string section, string name, NotificationChannelOptions channel)
    {
        if (channel.Type is not { } type || !Enum.IsDefined(type))
        {
            return [$"{section}:{nameof(channel.Type)} is missing; expected one of {string.Join(", ", Enum.GetNames<NotificationChannelType>())}."];
        }

        var failures = new List<string>();
        var allowed = OfAll.Concat(KeysOf(type)).ToArray();
        failures.AddRange(configuration.GetSection(section).GetChildren()
            .Where(key => !allowed.Contains(key.Key, StringComparer.OrdinalIgnoreCase))
            .Select(key => $"{section}:{key.Key} is no setting of a channel of type {type}; there are {string.Join(", ", allowed)}."));
        Require(channel.MinLevel is LogLevel.Error or LogLevel.Critical, nameof(channel.MinLevel), $"is '{channel.MinLevel}'; expected Error or Critical");
        Require(channel.MaxPerHour is null or (>= 1 and <= 10_000), nameof(channel.MaxPerHour), $"is {channel.MaxPerHour}; expected 1 to 10000");
        Require(channel.Language is null || Enum.IsDefined(channel.Language.Value), nameof(channel.Language), $"is '{channel.Language}'; expected {string.Join(" or ", Enum.GetNames<NotificationLanguage>())}");
        switch (type)
        {
            case NotificationChannelType.Email:
                CheckEmail();
                break;
            case NotificationChannelType.Custom:
                Require(own.Any(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase)), nameof(channel.Type), $"is Custom, but there is no {nameof(INotificationChannel)} called '{name}' among the services");
                break;
            default:
                Require(channel.Url is { } url && IsWeb(url), nameof(channel.Url), channel.Url is null ? "is missing; expected the webhook's address" : $"is no web address");
                Require(type != NotificationChannelType.Webhook || channel.Secret is { Length: > 0 }, nameof(channel.Secret), "is missing; messages are signed with it");
                break;
        }

        return failures;

        void CheckEmail()
        {
            Require(channel.Server is { Length: > 0 }, nameof(channel.Server), "is missing; expected the mail server's name");
            Require(channel.Port is null or (>= 1 and <= ushort.MaxValue), nameof(channel.Port), $"is {channel.Port}; expected 1 to {ushort.MaxValue}");
            Require(Enum.IsDefined(channel.Tls), nameof(channel.Tls), $"is '{channel.Tls}'; expected one of {string.Join(", ", Enum.GetNames<SmtpTls>())}");
            Require(channel.From is { Length: > 0 } && MailboxAddress.TryParse(channel.From, out _), nameof(channel.From), $"is '{channel.From}'; expected an address such as 'Game servers <errors@example.com>'");
            Require(channel.To is { Length: > 0 } && InternetAddressList.TryParse(channel.To, out var to) && to.Count > 0, nameof(channel.To), $"is '{channel.To}'; expected addresses, separated by commas");
            Require(channel.Password is null || channel.User is { Length: > 0 }, nameof(channel.User), $"is missing, but there is a {nameof(channel.Password)}");
        }

        void Require(bool isMet, string key, string what)
        {
            if (!isMet)
            {
                failures.Add($"{section}:{key} {what}.");
            }
        }
    }

    private static string[] KeysOf(NotificationChannelType type) => type switch
    {
        NotificationChannelType.Email => OfEmail,
        NotificationChannelType.Custom => [],
        NotificationChannelType.DingTalk or NotificationChannelType.Feishu or NotificationChannelType.Webhook => [nameof(NotificationChannelOptions.Url), nameof(NotificationChannelOptions.Secret)],
        _ => [nameof(NotificationChannelOptions.Url)],
    };

    private static bool IsWeb(Uri url) => url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp);
}
