using MailKit.Security;
using Mqant.Operations;
using Mqant.Operations.Notifications;
using Xunit;

namespace Mqant.Tests.Errors;

/// <summary>E-mails reach a real mail server.</summary>
public sealed class EmailChannelTests
{
    [Theory]
    [InlineData(SmtpTls.StartTls, false)]
    [InlineData(SmtpTls.Auto, false)]
    [InlineData(SmtpTls.Implicit, true)]
    public async Task Send_WithTlsAndLogin_Arrives(SmtpTls tls, bool isImplicit)
    {
        await using var server = new MailServer(isImplicit);

        await Create(server, tls).SendAsync(NotificationSamples.One(), TestContext.Current.CancellationToken);

        var mail = Assert.Single(server.Mails);
        Assert.True(Assert.Single(server.Secured));
        Assert.Equal("[game-eu] New error in Shop: InvalidOperationException · ChatGrain.SayAsync", mail.Subject);
        Assert.Equal("\"Game servers\" <errors@example.com>", mail.From.ToString());
        Assert.Equal("ann@example.com, bob@example.com", mail.To.ToString());
        Assert.Equal("0f8fad5bd9cb469fa16570867728950e@example.com", mail.MessageId);
        Assert.Contains("Trace: 4bf92f3577b34da6a3ce929d0e0e4736", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("4bf92f3577b34da6a3ce929d0e0e4736", mail.HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_MarkupInMessages_IsTextInHtml()
    {
        await using var server = new MailServer();

        await Create(server, SmtpTls.StartTls).SendAsync(NotificationSamples.One(message: "<script>alert(1)</script>"), TestContext.Current.CancellationToken);

        Assert.DoesNotContain("<script", Assert.Single(server.Mails).HtmlBody, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Send_ServerWithoutTls_GetsNoLogin()
    {
        await using var server = new MailServer(offersTls: false);

        await Assert.ThrowsAsync<NotSupportedException>(() => Create(server, SmtpTls.Auto).SendAsync(NotificationSamples.One(), TestContext.Current.CancellationToken));
        Assert.Empty(server.Mails);

        await Create(server, SmtpTls.None).SendAsync(NotificationSamples.One(), TestContext.Current.CancellationToken);
        Assert.Single(server.Mails);
    }

    [Fact]
    public async Task Send_CertificateOfNobody_IsRefusedUnlessAllowed()
    {
        await using var server = new MailServer();

        await Assert.ThrowsAsync<SslHandshakeException>(
            () => Create(server, SmtpTls.StartTls, options => options.AllowUntrustedCertificate = false).SendAsync(NotificationSamples.One(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Send_WrongPassword_Fails()
    {
        await using var server = new MailServer();

        await Assert.ThrowsAsync<AuthenticationException>(
            () => Create(server, SmtpTls.StartTls, options => options.Password = "wrong").SendAsync(NotificationSamples.One(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Send_Chinese_SaysItInChinese()
    {
        await using var server = new MailServer();

        await Create(server, SmtpTls.StartTls, language: NotificationLanguage.Zh).SendAsync(NotificationSamples.Digest(), TestContext.Current.CancellationToken);

        Assert.Equal("[game-eu] 最近 24 小时：12 类错误，共 24,600 次", Assert.Single(server.Mails).Subject);
    }

    private static EmailChannel Create(MailServer server, SmtpTls tls, Action<NotificationChannelOptions>? configure = null, NotificationLanguage language = NotificationLanguage.En)
    {
        var options = new NotificationChannelOptions
        {
            Type = NotificationChannelType.Email,
            Server = "127.0.0.1",
            Port = server.Port,
            Tls = tls,
            AllowUntrustedCertificate = true,
            User = MailServer.User,
            Password = MailServer.Password,
            From = "Game servers <errors@example.com>",
            To = "ann@example.com, bob@example.com",
        };
        configure?.Invoke(options);
        return new EmailChannel("test", options, NotificationTexts.Of(language));
    }
}
