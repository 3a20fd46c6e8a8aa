using Mqant.Gateway.Sessions;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Mqtt;
using Xunit;

namespace Mqant.Tests.Telemetry;

/// <summary>What a gateway counts of its clients, from the first byte to the last.</summary>
public sealed class GatewayInstrumentsTests
{
    private static readonly (string, string) Transport = ("mqant.transport", "memory");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connection_ThatComesAndGoes_IsCountedInAndOut()
    {
        await using var gateway = new MemoryGateway();
        using var instruments = new Instruments(gateway.Provider);
        var connection = gateway.Connect(out var client);
        Assert.Equal((0, 0), (instruments.Read("mqant.gateway.connections", Transport), instruments.Read("mqant.gateway.sessions", Transport)));
        var running = connection.RunAsync();

        Assert.Equal((1, 0), (instruments.Read("mqant.gateway.connections", Transport), instruments.Read("mqant.gateway.sessions", Transport)));
        await client.SendAsync(Packets.Connect(5));
        await client.ReadAsync();
        Assert.Equal((1, 1), (instruments.Read("mqant.gateway.connections", Transport), instruments.Read("mqant.gateway.sessions", Transport)));
        Assert.Equal(1, instruments.Read("mqant.budget.used", ("mqant.budget", "connections")));

        await client.SendAsync(Packets.Of(0xE0));
        await running.WaitAsync(Cancellation);
        Assert.Equal((0, 0), (instruments.Read("mqant.gateway.connections", Transport), instruments.Read("mqant.gateway.sessions", Transport)));
        Assert.Equal(1, instruments.Read("mqant.gateway.connections.accepted", Transport));
        Assert.Equal(0, instruments.Read("mqant.budget.used", ("mqant.budget", "connections")));
        client.Dispose();
    }

    [Fact]
    public async Task Bytes_OfBothDirections_AreThoseOfThePackets()
    {
        await using var gateway = new MemoryGateway();
        using var instruments = new Instruments(gateway.Provider);
        var connection = gateway.Connect(out var client);
        var running = connection.RunAsync();
        byte[][] packets = [Packets.Connect(4), Packets.Publish(4, "A/HD_B/1", "{}"), Packets.Publish(4, "A/HD_B/2", "{}"), Packets.Of(0xE0)];
        await client.SendAsync(packets[0]);
        var answers = new List<string> { await client.ReadAsync() };
        await client.SendAsync(packets[1..]);
        answers.AddRange(await client.ReadToEndAsync());
        await running.WaitAsync(Cancellation);

        Assert.Equal(packets.Sum(static packet => packet.Length), instruments.Read("mqant.gateway.io", Transport, ("network.io.direction", "receive")));
        Assert.Equal(answers.Sum(static answer => answer.Length) / 2, instruments.Read("mqant.gateway.io", Transport, ("network.io.direction", "transmit")));
        Assert.Equal(4, instruments.Read("mqant.gateway.packets.received", Transport));
        client.Dispose();
    }

    [Fact]
    public async Task Refusal_IsCountedWithItsReason()
    {
        await using var gateway = new MemoryGateway(static options => options.MaxConnections = 1);
        using var instruments = new Instruments(gateway.Provider);
        var first = gateway.Connect(out var client);
        _ = first.RunAsync();
        await client.SendAsync(Packets.Connect(5));
        await client.ReadAsync();

        var second = gateway.Connect(out var other);
        var running = second.RunAsync();
        await other.SendAsync(Packets.Connect(5));
        await running.WaitAsync(Cancellation);

        Assert.Equal(1, instruments.Read("mqant.gateway.connections.refused", Transport, ("mqant.reason", "full")));
        Assert.Equal(1, instruments.Read("mqant.gateway.connections.refused"));
        client.Dispose();
        other.Dispose();
    }

    [Fact]
    public async Task RuleBreaker_IsCounted()
    {
        await using var gateway = new MemoryGateway();
        using var instruments = new Instruments(gateway.Provider);
        var connection = gateway.Connect(out var client);
        var running = connection.RunAsync();
        await client.SendAsync(Packets.PingReq);
        await running.WaitAsync(Cancellation);

        Assert.Equal(1, instruments.Read("mqant.gateway.protocol_errors", Transport));
        client.Dispose();
    }

    [Fact]
    public async Task Pushes_SentAndDropped_AreCounted()
    {
        await using var gateway = new MemoryGateway(static options => options.MaxOutboundMessages = 2);
        using var instruments = new Instruments(gateway.Provider);
        var connection = gateway.Connect(out var client, capacity: 64);
        _ = connection.RunAsync();
        await client.SendAsync(Packets.Connect(5));
        await client.ReadAsync();
        await client.PingAsync();
        var push = new OutboundMessage("A/OnB", new byte[64]);
        var sent = 0;
        while (connection.TrySend(push))
        {
            sent++;
        }

        Assert.Equal(sent, instruments.Read("mqant.gateway.pushes.sent", Transport));
        Assert.Equal(1, instruments.Read("mqant.gateway.pushes.dropped", Transport, ("mqant.reason", "backlog")));
        client.Dispose();
    }

    [Fact]
    public async Task ClientThatIsNotReadFrom_IsPaused()
    {
        await using var gateway = new MemoryGateway(static options => options.MaxRequestsPerSecond = 1);
        using var instruments = new Instruments(gateway.Provider);
        var connection = gateway.Connect(out var client);
        var running = connection.RunAsync();
        await client.SendAsync(Packets.Connect(4));
        await client.ReadAsync();
        Assert.Equal(0, instruments.Read("mqant.gateway.connections.paused", Transport));

        await client.SendAsync([.. Enumerable.Range(1, 3).Select(static i => Packets.Publish(4, "A/HD_B", "{}", qos: 1, packetId: (ushort)i))]);
        while (instruments.Read("mqant.gateway.connections.paused", Transport) == 0)
        {
            await Task.Yield();
            Cancellation.ThrowIfCancellationRequested();
        }

        connection.Close(SessionEndReason.Closed);
        await running.WaitAsync(Cancellation);
        Assert.Equal(0, instruments.Read("mqant.gateway.connections.paused", Transport));
        client.Dispose();
    }

    [Fact]
    public void Transports_OfManyNames_AreFewLabels()
    {
        using var gateway = new GatewayMetricsAlone();
        for (var i = 0; i < 1_000; i++)
        {
            gateway.Metrics.GetTransport($"protocol {i}").Accepted.Add(1);
        }

        var accepted = gateway.Instruments.Observe().Where(static measured => measured.Name == "mqant.gateway.connections.accepted").ToList();
        Assert.InRange(accepted.Count, 2, 50);
        Assert.Equal(1_000, accepted.Sum(static measured => measured.Value));
    }
}
