using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Mqant.Operations.Management;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Operations;

/// <summary>The port of its own that operators and their tools ask.</summary>
public sealed class ManagementTests(RedisServers servers)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_OfASilo_IsToldOnItsOwnPort()
    {
        await using var silo = await MqantProcess.StartSiloAsync("--Mqant:Cluster:Mode=Embedded");

        foreach (var (path, checks) in new[] { ("live", Array.Empty<string>()), ("ready", ["mqant-silo"]), ("startup", ["mqant-silo"]) })
        {
            var (status, answer) = await AskAsync(new Uri(silo.Management, $"/health/{path}"));
            Assert.Equal((HttpStatusCode.OK, "Healthy"), (status, answer.GetProperty("status").GetString()));
            Assert.Equal(checks, answer.GetProperty("checks").EnumerateArray().Select(static check => check.GetProperty("name").GetString()));
        }
    }

    [Fact]
    public async Task Health_OfAGatewayWithoutASilo_SaysWhyAndThatItHasNotStarted()
    {
        var redis = await servers.GetAddressAsync(Redis.Garnet);
        var (app, management) = await StartAsync(
            "0", "--Mqant:Role=Gateway", "--Mqant:Cluster:Mode=Redis", $"--Mqant:Cluster:Redis={redis}", $"--Mqant:Cluster:ClusterId={UniqueName.For("health")}");
        await using (app)
        {
            var (status, answer) = await AskAsync(new Uri(management, "/health/live"));
            Assert.Equal((HttpStatusCode.OK, "Healthy"), (status, answer.GetProperty("status").GetString()));
            foreach (var path in new[] { "ready", "startup" })
            {
                (status, answer) = await AskAsync(new Uri(management, $"/health/{path}"));
                Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), (status, answer.GetProperty("status").GetString()));
                Assert.Contains(answer.GetProperty("checks").EnumerateArray(), static check => check.GetProperty("reason").GetString() == "No silo offers a module.");
            }
        }
    }

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("Forwarded")]
    public async Task Health_ThroughAProxy_KeepsItsReasons(string header)
    {
        var (app, management) = await StartAsync();
        await using (app)
        {
            var (_, answer) = await AskAsync(new Uri(management, "/health/ready"), header);

            Assert.Equal(["status"], answer.EnumerateObject().Select(static property => property.Name));
        }
    }

    [Fact]
    public async Task Connections_WithoutEnd_TakeABoundedNumberOfFiles()
    {
        const int limit = 256;
        var (app, management) = await StartAsync();
        await using (app)
        {
            var sockets = new List<TcpClient>();
            var closed = new List<Task<int>>();
            for (var i = 0; i < limit + 10; i++)
            {
                var socket = new TcpClient();
                await socket.ConnectAsync(management.Host, management.Port, Cancel);
                sockets.Add(socket);
                closed.Add(socket.GetStream().ReadAsync(new byte[1], Cancel).AsTask());
            }

            for (var i = 0; i < 10; i++)
            {
                var one = await Task.WhenAny(closed);
                Assert.True(one.IsFaulted || await one == 0);
                closed.Remove(one);
            }

            Assert.All(closed, static open => Assert.False(open.IsCompleted));
            sockets.ForEach(static socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task Port_Unset_IsTheFirstFreeOne()
    {
        var (first, firstPort) = await StartAsync(port: null);
        await using (first)
        {
            var (second, secondPort) = await StartAsync(port: null);
            await using (second)
            {
                Assert.InRange(firstPort.Port, 8090, 8189);
                Assert.InRange(secondPort.Port, 8090, 8189);
                Assert.NotEqual(firstPort.Port, secondPort.Port);
            }
        }
    }

    [Fact]
    public async Task Port_Taken_EndsTheStartWithItsKey()
    {
        using var taken = HeldPort.Take(new IPEndPoint(IPAddress.Loopback, 0));
        await using var silo = MqantProcess.Launch(Programs.Silo, [.. ProgramArguments.Silo, "--Mqant:Cluster:Mode=Embedded", $"--Mqant:Management:Port={taken.Port}"]);

        Assert.Equal($"Mqant:Management:Port is {taken.Port}, but that port is taken.", await silo.FailToStartAsync());
    }

    [Fact]
    public async Task Port_OfTheGame_HasNothingOfIt()
    {
        await using var gateway = await MqantProcess.StartGatewayAsync();
        using var http = new HttpClient();

        using var metrics = await http.GetAsync(new Uri(gateway.Management, "/metrics"), Cancel);
        Assert.Contains("dotnet_process_cpu_count", await metrics.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        foreach (var path in new[] { "/metrics", "/console/", "/console/api/v1/session", "/health/startup" })
        {
            using var response = await http.GetAsync(new Uri($"http://{gateway.Http}{path}"), Cancel);
            Assert.Equal((path, HttpStatusCode.NotFound), (path, response.StatusCode));
        }
    }

    // Until the management port is open: a gateway alone waits for silos after that.
    private static async Task<(WebApplication App, Uri Management)> StartAsync(string? port = "0", params string[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder(
        [
            "--Mqant:Gateway:Address=127.0.0.1", "--Mqant:Gateway:TcpPort=0", "--Mqant:Gateway:WebSocketPort=0", "--Mqant:Gateway:HttpPort=0",
            "--Mqant:Cluster:Mode=Embedded", "--Mqant:Silo:Address=127.0.0.1", "--Mqant:Silo:Port=0", "--Mqant:Silo:GatewayPort=0", "--Logging:LogLevel:Default=None", .. settings, .. port is null ? [] : new[] { $"--Mqant:Management:Port={port}" },
        ]);
        builder.AddMqant();
        builder.AddMqantOperations();
        var opened = new Opened();
        builder.Services.AddHostedService(_ => opened);
        var app = builder.Build();
        var starting = app.StartAsync(Cancel);
        await await Task.WhenAny(starting, opened.Task);
        return (app, app.Services.GetRequiredService<ManagementEndpoint>().Address!);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> AskAsync(Uri uri, string? header = null)
    {
        using var http = new HttpClient();
        if (header is not null)
        {
            http.DefaultRequestHeaders.Add(header, "for=192.0.2.1");
        }

        using var response = await http.GetAsync(uri, Cancel);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Cancel));
    }

    private sealed class Opened : IHostedLifecycleService
    {
        private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Task => _opened.Task;

        public Task StartingAsync(CancellationToken cancellationToken)
        {
            _opened.SetResult();
            return Task.CompletedTask;
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
