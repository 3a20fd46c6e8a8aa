using Mqant.Gateway.Mqtt;
using Mqant.Gateway.Sessions;
using Mqant.Tests.Conformance;
using Xunit;

namespace Mqant.Tests.Mqtt;

/// <summary>Clients that send too fast, or read too slowly.</summary>
public sealed class MqttPressureTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RateLimit_PausesReading_LosesNothing_AndTheKeepAliveStandsStill()
    {
        await using var gateway = new MemoryGateway(options => options.MaxRequestsPerSecond = 1);
        var connection = gateway.Connect(out var client);
        var running = connection.RunAsync();
        await client.SendAsync(Packets.Connect(4, keepAlive: 1));
        await client.ReadAsync();
        var requests = Enumerable.Range(1, 10).Select(i => Packets.Publish(4, "A/HD_B", "{}", qos: 1, packetId: (ushort)i)).ToArray();
        await client.SendAsync(requests);

        // Two seconds' worth at once, then one a second, while nothing else of the client is read.
        for (var i = 1; i <= 10; i++)
        {
            var answer = client.ReadAsync();
            while (!answer.IsCompleted)
            {
                if (connection.IsPaused)
                {
                    gateway.Time.Advance(TimeSpan.FromMilliseconds(100));
                }

                await Task.Yield();
            }

            Assert.Equal($"4002{i:X4}", await answer);
        }

        Assert.InRange(gateway.Time.GetUtcNow() - gateway.Time.Start, TimeSpan.FromSeconds(7.9), TimeSpan.MaxValue);
        connection.Close(SessionEndReason.Closed);
        await running.WaitAsync(Cancellation);
        client.Dispose();
    }

    [Fact]
    public async Task ClientThatDoesNotRead_LosesPushes_ThenIsClosed()
    {
        await using var gateway = new MemoryGateway(options => options.MaxOutboundMessages = 4);
        var connection = gateway.Connect(out var client, capacity: 64);
        var running = connection.RunAsync();
        await client.SendAsync(Packets.Connect(5));
        await client.ReadAsync();
        await client.PingAsync();
        var push = new OutboundMessage("A/OnB", new byte[64]);
        for (var i = 0; i < 1 + 4; i++)
        {
            Assert.True(connection.TrySend(push));
        }

        Assert.False(connection.TrySend(push));
        gateway.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(running.IsCompleted);
        gateway.Time.Advance(TimeSpan.FromSeconds(1.2));

        // Nobody reads, so nothing can be said any more: after the time for goodbyes the connection is cut.
        gateway.Time.Advance(TimeSpan.FromSeconds(5.2));
        await running.WaitAsync(Cancellation);
        client.Dispose();
    }

    [Fact]
    public async Task ClientThatReadsAgain_IsServedAgain()
    {
        await using var gateway = new MemoryGateway(options => options.MaxOutboundMessages = 2);
        var connection = gateway.Connect(out var client, capacity: 64);
        var running = connection.RunAsync();
        await client.SendAsync(Packets.Connect(4));
        await client.ReadAsync();
        await client.PingAsync();
        var push = new OutboundMessage("A/OnB", new byte[64]);
        while (connection.TrySend(push))
        {
        }

        // The connection notices that it is full when it has read this; from then on it reads nothing.
        await client.SendAsync(Packets.Publish(4, "A/HD_B", qos: 1, packetId: 1), Packets.Publish(4, "A/HD_B", qos: 1, packetId: 2));
        for (var i = 0; i < 3; i++)
        {
            Assert.StartsWith("30", await client.ReadAsync());
        }

        Assert.Equal("40020001", await client.ReadAsync());
        Assert.Equal("40020002", await client.ReadAsync());
        connection.Close(SessionEndReason.Closed);
        await running.WaitAsync(Cancellation);
        client.Dispose();
    }

    [Fact]
    [Conformance("3.1.1", "MQTT-3.10.4-3")]
    public async Task PushesThatWaitForAcknowledgements_AreSentWhenThoseCome_AndNothingElseWaits()
    {
        await using var gateway = new MemoryGateway(options => options.MaxOutboundMessages = 4);
        var connection = gateway.Connect(out var client);
        var running = connection.RunAsync();
        await client.SendAsync(Packets.Connect(4));
        await client.ReadAsync();
        await client.PingAsync();
        for (var i = 0; i < 4 + 6; i++)
        {
            Assert.True(connection.TrySend(new OutboundMessage("A", default, qualityOfService: 1)));
        }

        // Whatever needs no acknowledgement goes ahead (MQTT-3.3.4-10).
        Assert.True(connection.TrySend(new OutboundMessage("B", default)));
        await client.SendAsync(
            Packets.Of(0x82, [0, 7], Packets.Text("#"), [0]),
            Packets.Of(0xA2, [0, 8], Packets.Text("#")),
            Packets.Publish(4, "A/HD_B/1", "{}", qos: 1, packetId: 1),
            Packets.Publish(4, "A/HD_B", "{}", qos: 2, packetId: 2));
        for (var i = 1; i <= 4; i++)
        {
            Assert.Equal($"3205000141{i:X4}", await client.ReadAsync());
        }

        Assert.Equal("3003000142", await client.ReadAsync());
        Assert.Equal("9003000700", await client.ReadAsync());
        Assert.Equal("B0020008", await client.ReadAsync());
        Assert.StartsWith("30", await client.ReadAsync());
        Assert.Equal("40020001", await client.ReadAsync());
        Assert.Equal("50020002", await client.ReadAsync());
        for (var i = 1; i <= 10; i++)
        {
            if (i > 4)
            {
                Assert.Equal($"3205000141{i:X4}", await client.ReadAsync());
            }

            await client.SendAsync(Packets.Publish(4, "A/HD_B"), [0x40, 2, 0, (byte)i]);
        }

        await client.PingAsync();
        connection.Close(SessionEndReason.Closed);
        await running.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task UnacknowledgedPushes_WithoutEnd_CloseTheClient()
    {
        await using var gateway = new MemoryGateway(options => options.MaxOutboundMessages = 2);
        var connection = gateway.Connect(out var client);
        var running = connection.RunAsync();
        await client.SendAsync(Packets.Connect(5));
        await client.ReadAsync();
        await client.PingAsync();
        var push = new OutboundMessage("A", default, qualityOfService: 1);
        while (connection.TrySend(push))
        {
        }

        await running.WaitAsync(Cancellation);
        var packets = await client.ReadToEndAsync();
        Assert.Equal("E0029700", packets[^1]);
        Assert.Equal(3, packets.Length);
    }
}
