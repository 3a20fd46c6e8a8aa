using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Mqant.Operations.Notifications;

/// <summary>E-mail over SMTP, as text and as HTML.</summary>
internal sealed class EmailChannel : INotificationChannel
{
    public const int SubmissionPort = 587;
    public const int ImplicitTlsPort = 465;

    private const int MaxText = 40_000;
    private const int MaxSubject = 180;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly NotificationChannelOptions _options;
    private readonly NotificationTexts _texts;
    private readonly MailboxAddress _from;
    private readonly InternetAddressList _to;

    public EmailChannel(string name, NotificationChannelOptions options, NotificationTexts texts)
    {
        Name = name;
        _options = options;
        _texts = texts;
        _from = MailboxAddress.Parse(options.From!);
        _to = InternetAddressList.Parse(options.To!);
    }

    public string Name { get; }

    public async Task SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        using var mail = Write(notification);
        using var client = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds };

        // As elsewhere in .NET: networks of servers rarely let an authority's lists be asked for.
        client.CheckCertificateRevocation = false;
        if (_options.AllowUntrustedCertificate)
        {
            client.ServerCertificateValidationCallback = static (_, _, _, _) => true;
        }

        var port = _options.Port ?? (_options.Tls == SmtpTls.Implicit ? ImplicitTlsPort : SubmissionPort);
        await client.ConnectAsync(_options.Server!, port, SecurityOf(_options.Tls, port), cancellationToken);
        if (_options.User is { Length: > 0 } user)
        {
            await client.AuthenticateAsync(user, _options.Password ?? string.Empty, cancellationToken);
        }

        try
        {
            await client.SendAsync(mail, cancellationToken);
        }
        catch (SmtpCommandException exception) when (exception.ErrorCode == SmtpErrorCode.MessageNotAccepted && (int)exception.StatusCode is >= 550 and < 560)
        {
            throw new NotificationRefusedException($"The server answered {(int)exception.StatusCode}: {exception.Message}", exception);
        }

        await client.DisconnectAsync(quit: true, cancellationToken);
    }

    /// <summary>The mail that a message becomes.</summary>
    internal MimeMessage Write(Notification notification)
    {
        var message = MessageText.Of(notification, _texts);
        var mail = new MimeMessage
        {
            Subject = PlainText.Cut(PlainText.OneLine($"[{notification.Cluster}] {message.Title}"), MaxSubject),
            Date = notification.At,

            // The same when it is sent again: mail servers and programs show it once.
            MessageId = $"{notification.Id}@{DomainOf(_from)}",
        };
        mail.From.Add(_from);
        mail.To.AddRange(_to);
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        mail.Body = new MultipartAlternative
        {
            new TextPart("plain") { Text = PlainText.Write(message, MaxText) },
            new TextPart("html") { Text = HtmlMail.Write(message) },
        };
        return mail;
    }

    private static string DomainOf(MailboxAddress address) => address.Domain is { Length: > 0 } domain ? domain : "localhost";

    private static SecureSocketOptions SecurityOf(SmtpTls tls, int port) => tls switch
    {
        SmtpTls.Implicit => SecureSocketOptions.SslOnConnect,
        SmtpTls.StartTls => SecureSocketOptions.StartTls,
        SmtpTls.StartTlsWhenAvailable => SecureSocketOptions.StartTlsWhenAvailable,
        SmtpTls.None => SecureSocketOptions.None,
        _ => port == ImplicitTlsPort ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls,
    };
}
