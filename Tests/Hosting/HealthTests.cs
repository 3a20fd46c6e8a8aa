using System.Net;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Protocol;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>What a load balancer asks.</summary>
public sealed class HealthTests(SharedGateway shared) : GatewayTest(shared)
{
    [Theory]
    [InlineData("/health/ready")]
    [InlineData("/health/live")]
    public async Task Health_OfARunningGateway_IsGood(string path)
    {
        using var http = new HttpClient();

        using var response = await http.GetAsync(new Uri($"http://{Gateway.Http}{path}"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
