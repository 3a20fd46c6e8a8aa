using Microsoft.Extensions.DependencyInjection;
using Mqant.Gateway.Sessions;
using Mqant.Tests.Core;
using Orleans.Serialization;
using Xunit;

namespace Mqant.Tests.Security;

/// <summary>Who hears of a client's certificate.</summary>
public sealed class ClientCertificateTests(CoreFixture core)
{
    private static readonly ClientCertificate Certificate = new("CN=device-17", new string('A', 64));

    [Fact]
    public async Task Certificate_OfAClient_IsSeenByAuthenticatorsGrainsAndHooks()
    {
        var opening = new SessionOpening { ClientId = "device-17", UserName = "hook-device", Password = "certificate"u8.ToArray() };
        var client = await core.ConnectAsync(opening, Certificate);

        var session = await core.Sessions.FindAsync(client.Session.Snapshot.Ref);

        Assert.Equal("hook-device CN=device-17", client.Session.UserId);
        Assert.Equal(Certificate, session!.ClientCertificate);
        Assert.Equal(Certificate, client.Session.Describe().ClientCertificate);
    }

    [Fact]
    public async Task Certificate_TravelsWithTheSession()
    {
        var client = await core.ConnectAsync(certificate: Certificate);
        var serializer = core.Services.GetRequiredService<Serializer>();

        var arrived = serializer.Deserialize<SessionSnapshot>(serializer.SerializeToArray(client.Session.Snapshot));

        Assert.Equal(Certificate, arrived!.ClientCertificate);
    }
}
