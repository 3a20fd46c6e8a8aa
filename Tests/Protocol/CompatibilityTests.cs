using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MQTTnet;
using MQTTnet.Formatter;
using Mqant.Testing;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Protocol;

/// <summary>A gateway with the preset for clients of mqant.</summary>
public sealed class CompatibilityTests
{
    // mqant's load tool: all of its workers have one client id, ask for a session that stays, and log in as one user again and again.
    private static readonly ClientOptions Worker = new()
    {
        ClientId = "1",
        Version = MqttProtocolVersion.V310,
        WebSocketPath = "/",
        Configure = client => client.WithCleanSession(false),
    };

    [Fact]
    public async Task Workers_OfMqantsLoadTool_AreAllAnswered()
    {
        await using var game = await StartAsync();
        var workers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => game.ConnectAsync(options: Worker)));
        try
        {
            for (var round = 0; round < 3; round++)
            {
                await Task.WhenAll(workers.Select(worker => worker.LoginAsync("xxxxx")));
            }

            // A session that the policy ends would be ended only a moment later.
            Assert.Equal(DuplicateLoginPolicy.Allow, game.Gateway.Services.GetRequiredService<IOptions<UserOptions>>().Value.DuplicateLogin);
            Assert.All(workers, worker => Assert.All(worker.Messages.Snapshot(), message => Assert.StartsWith("Login/", message.Topic, StringComparison.Ordinal)));
        }
        finally
        {
            foreach (var worker in workers)
            {
                await worker.DisposeAsync();
            }
        }
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task ClientId_OfTwoClients_TakesNothingOver(MqttProtocolVersion version)
    {
        await using var game = await StartAsync();
        var options = new ClientOptions { ClientId = "111", Version = version };
        await using var first = await game.ConnectAsync(options: options);
        await using var second = await game.ConnectAsync(options: options);

        await second.LoginAsync("somebody");

        await first.LoginAsync("somebody else");
    }

    private static Task<TestGame> StartAsync() => TestGame.StartAsync(options => options.AddDemos().Settings["Mqant:Compatibility"] = "mqant");
}
