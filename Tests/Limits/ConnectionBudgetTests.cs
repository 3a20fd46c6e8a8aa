using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Mqant.Gateway.Limits;
using Mqant.Gateway.Mqtt;
using Mqant.Tests.Mqtt;
using Xunit;

namespace Mqant.Tests.Limits;

/// <summary>What one connection may use, and what it is told.</summary>
public sealed class ConnectionBudgetTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static byte[] LargePacket => Packets.Publish(5, "A/HD_B", new string('x', 50_000));

    [Fact]
    public async Task Replies_ThatAreNotRead_PauseReading_AndNoneIsLost()
    {
        const int count = 2_000;
        await using var gateway = new MemoryGateway(static options =>
        {
            options.Limits.MaxSessionBytes = 65_536;
            options.MaxOutboundMessages = 1_000_000;
            options.MaxRequestsPerSecond = 0;
        });
        var bytes = gateway.Provider.GetRequiredService<ByteBudget>();
        var connection = gateway.Connect(out var client, capacity: 4_096);
        var running = connection.RunAsync();
        await client.SendAsync(Packets.Connect(4));
        await client.ReadAsync();
        var sending = client.SendAsync([.. Enumerable.Range(0, count).Select(i => Packets.Publish(4, $"A/HD_B/{i}", "{}"))]);
        await UntilAsync(() => connection.IsPaused);

        Assert.InRange(bytes.Used, 65_536 - HeldBytes.Step, 140_000);
        for (var i = 0; i < count; i++)
        {
            var answer = client.ReadAsync();
            while (!answer.IsCompleted)
            {
                gateway.Time.Advance(TimeSpan.FromMilliseconds(100));
                await Task.Yield();
            }

            Assert.Contains(Convert.ToHexString(Packets.Text($"A/HD_B/{i}")), await answer, StringComparison.Ordinal);
        }

        await sending;
        connection.Close(SessionEndReason.Closed);
        await running.WaitAsync(Cancellation);
        await UntilAsync(() => bytes.Used == 0);
        client.Dispose();
    }

    [Fact]
    public async Task HalfAPacket_IsCounted_AndWhoKeepsItForLongIsClosedWhenMemoryIsShort()
    {
        await using var gateway = new MemoryGateway();
        var bytes = gateway.Provider.GetRequiredService<ByteBudget>();
        var (client, running) = await OpenAsync(gateway);
        await client.SendAsync(LargePacket[..40_000]);
        await UntilAsync(() => bytes.Used >= 40_000 - HeldBytes.Step);

        gateway.Time.Advance(TimeSpan.FromSeconds(31));
        await Task.Yield();
        Assert.False(running.IsCompleted);
        bytes.Add(bytes.Limit);

        // Looked at once a second; what is said then has time to be read.
        gateway.Time.Advance(TimeSpan.FromSeconds(2));

        await AssertClosedAsync(client, running);
        Assert.Equal(bytes.Limit, bytes.Used);
    }

    [Fact]
    public async Task HalfAPacket_WhereNothingIsLeft_IsNotWaitedForLong()
    {
        await using var gateway = new MemoryGateway();
        var bytes = gateway.Provider.GetRequiredService<ByteBudget>();
        var (client, running) = await OpenAsync(gateway);
        bytes.Add(bytes.Limit);
        await client.SendAsync(LargePacket[..15_000]);
        await UntilAsync(() => bytes.Used > bytes.Limit);

        gateway.Time.Advance(TimeSpan.FromSeconds(1));
        await Task.Yield();
        Assert.False(running.IsCompleted);
        gateway.Time.Advance(TimeSpan.FromSeconds(3));

        await AssertClosedAsync(client, running);
        Assert.Equal(bytes.Limit, bytes.Used);
    }

    [Theory]
    [InlineData(4, "20020003")]
    [InlineData(5, "2003009700")]
    public async Task NewClient_WhenTheMemoryForClientsIsUsedUp_IsRefused(int level, string refusal)
    {
        await using var gateway = new MemoryGateway();
        var bytes = gateway.Provider.GetRequiredService<ByteBudget>();
        bytes.Add(bytes.Limit + (bytes.Limit / 2));

        Assert.Equal([refusal], await ConnectInVainAsync(gateway, Packets.Connect(level)));
    }

    [Theory]
    [InlineData(4, "20020004")]
    [InlineData(5, "2003008600")]
    public async Task UserName_ThatIsTooLong_IsRefusedAsAWrongOne(int level, string refusal)
    {
        await using var gateway = new MemoryGateway(static options => options.Limits.MaxUserNameLength = 5);

        Assert.Equal([refusal], await ConnectInVainAsync(gateway, Packets.Connect(level, flags: 0x82, after: Packets.Text("äöü"))));
    }

    [Theory]
    [InlineData(4, "20020003")]
    [InlineData(5, "2003009F00")]
    public async Task Address_ThatConnectsTooFast_IsTold(int level, string refusal)
    {
        await using var host = await ProtocolHost.StartAsync(static options =>
        {
            options.Limits.MaxSockets = 64;
            options.Limits.MaxConnectsPerSecondPerAddress = 1;
            options.MaxConnectionsPerAddress = 0;
        });
        string[] answers = [];
        for (var i = 0; i < 80 && answers is not [var last] || answers[0] != refusal; i++)
        {
            using var client = await host.ConnectAsync();
            await client.SendAsync(Packets.Connect(level), [0xE0, 0]);
            answers = await client.ReadToEndAsync();
        }

        Assert.Equal([refusal], answers);
    }

    [Fact]
    public async Task UserAgent_IsKeptInPart()
    {
        await using var core = await Core.CoreFixture.StartAsync(static o => o.Settings["Mqant:Gateway:Limits:MaxUserAgentLength"] = "10");
        var endpoints = core.Services.GetRequiredService<Gateway.Hosting.GatewayEndpoints>();
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        socket.Options.SetRequestHeader("User-Agent", new string('a', 7_000));
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{endpoints.WebSocketPort}/"), Cancellation);
        await socket.SendAsync(Packets.Connect(4), WebSocketMessageType.Binary, endOfMessage: true, Cancellation);
        await socket.ReceiveAsync(new byte[4], Cancellation);

        Assert.Equal(new string('a', 10), core.Registry.All.Single().Snapshot.Settings[SessionSettings.UserAgent]);
    }

    private static async Task<(WireClient Client, Task Running)> OpenAsync(MemoryGateway gateway)
    {
        var running = gateway.Connect(out var client).RunAsync();
        await client.SendAsync(Packets.Connect(5));
        await client.ReadAsync();
        return (client, running);
    }

    private static async Task AssertClosedAsync(WireClient client, Task running)
    {
        Assert.Equal("E0029700", (await client.ReadToEndAsync())[^1]);
        await running.WaitAsync(Cancellation);
        client.Dispose();
    }

    private static async Task<string[]> ConnectInVainAsync(MemoryGateway gateway, byte[] connect)
    {
        var connection = gateway.Connect(out var client);
        var running = connection.RunAsync();
        await client.SendAsync(connect);
        var answers = await client.ReadToEndAsync();
        await running.WaitAsync(Cancellation);
        client.Dispose();
        return answers;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(Deadline.Limit);
        while (!condition())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
