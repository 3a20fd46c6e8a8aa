using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MimeKit;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.ComponentModel;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Mqant.Tests.Errors;

/// <summary>A real mail server, with TLS and a login.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private readonly Inbox _inbox = new();
    private readonly X509Certificate2 _certificate = MakeCertificate();

    public MailServer(bool isImplicit = false, bool offersTls = true)
    {
        Port = FreePort.Next();
        var options = new SmtpServerOptionsBuilder().ServerName("localhost").Endpoint(endpoint =>
        {
            endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, Port)).IsSecure(isImplicit).AuthenticationRequired().AllowUnsecureAuthentication(!offersTls);
            if (offersTls)
            {
                endpoint.Certificate(_certificate);
            }
        }).Build();
        var services = new ServiceProvider();
        services.Add(_inbox);
        services.Add(new Login());
        _running = new SmtpServer.SmtpServer(options, services).StartAsync(_stop.Token);
    }

    public const string User = "errors";
    public const string Password = "hunter2";

    public int Port { get; }

    public IReadOnlyCollection<MimeMessage> Mails => _inbox.Mails;

    /// <summary>Whether each mail came over TLS.</summary>
    public IReadOnlyCollection<bool> Secured => _inbox.Secured;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(static _ => { }, TaskScheduler.Default);
        _certificate.Dispose();
        _stop.Dispose();
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private sealed class Inbox : MessageStore
    {
        public ConcurrentQueue<MimeMessage> Mails { get; } = new();

        public ConcurrentQueue<bool> Secured { get; } = new();

        public override async Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            using var stream = new MemoryStream(buffer.ToArray());
            Mails.Enqueue(await MimeMessage.LoadAsync(stream, cancellationToken));
            Secured.Enqueue(context.Pipe.IsSecure);
            return SmtpResponse.Ok;
        }
    }

    private sealed class Login : UserAuthenticator
    {
        public override Task<bool> AuthenticateAsync(ISessionContext context, string user, string password, CancellationToken cancellationToken) =>
            Task.FromResult(user == User && password == Password);
    }
}
