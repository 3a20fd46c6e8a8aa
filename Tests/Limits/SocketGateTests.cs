using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Mqant.Gateway;
using Mqant.Gateway.Limits;
using Xunit;

namespace Mqant.Tests.Limits;

/// <summary>Sockets from the moment they are accepted.</summary>
public sealed class SocketGateTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _time = new();
    private readonly GatewayLimits _limits = new();

    [Fact]
    public void Full_TheOldestSilentOneMakesRoom()
    {
        var gate = CreateGate(clients: 3);
        var first = Enter(gate);
        var second = Enter(gate);
        var third = Enter(gate);
        first.Ticket!.Speaks();
        _time.Advance(SocketGate.Grace);

        var fourth = Enter(gate);

        Assert.Equal((false, true, false), (first.IsAborted, second.IsAborted, third.IsAborted));
        Assert.NotNull(fourth.Ticket);
    }

    [Fact]
    public void Full_OfThoseWhoSpeak_NobodyMakesRoom()
    {
        var gate = CreateGate(clients: 2);
        var connections = new[] { Enter(gate), Enter(gate) };
        foreach (var connection in connections)
        {
            connection.Ticket!.Speaks();
        }

        _time.Advance(SocketGate.Grace);

        Assert.Null(Enter(gate).Ticket);
        Assert.DoesNotContain(connections, static connection => connection.IsAborted);
        connections[0].Ticket!.Leave();
        Assert.NotNull(Enter(gate).Ticket);
    }

    [Fact]
    public void Full_OfThoseWhoWereJustAccepted_NobodyMakesRoom()
    {
        var gate = CreateGate(clients: 2);
        var first = Enter(gate);
        Enter(gate);

        Assert.Null(Enter(gate).Ticket);
        Assert.False(first.IsAborted);
    }

    [Fact]
    public void Flood_OfSilentOnes_IsBounded_AndKeepsPlacesForOthers()
    {
        var gate = CreateGate(clients: 100);
        var speaking = Enumerable.Range(0, 40).Select(_ => Enter(gate)).ToArray();
        foreach (var connection in speaking)
        {
            connection.Ticket!.Speaks();
        }

        for (var i = 0; i < 1_000; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            Enter(gate);
        }

        Assert.DoesNotContain(speaking, static connection => connection.IsAborted);
        Assert.InRange(gate.Count.Silent, 1, 50);
    }

    [Fact]
    public void Http_HasPlacesOfItsOwn_AndTheOneThatRestsLongestMakesRoom()
    {
        var gate = CreateGate(clients: 1, http: 2);
        Enter(gate);
        var busy = Enter(gate, SocketUse.Http);
        var resting = Enter(gate, SocketUse.Http);
        busy.Ticket!.Speaks();
        resting.Ticket!.Speaks();
        resting.Ticket!.Rests();
        _time.Advance(SocketGate.Grace);

        Assert.NotNull(Enter(gate, SocketUse.Http).Ticket);
        Assert.Equal((false, true), (busy.IsAborted, resting.IsAborted));
    }

    [Fact]
    public void Address_WithTooMany_IsToldAFewTimes_ThenClosed()
    {
        var gate = CreateGate(clients: 100, perAddress: 2);
        var let = new[] { Enter(gate), Enter(gate) };

        var tooMany = Enumerable.Range(0, 20).Select(_ => Enter(gate)).ToArray();
        var other = Enter(gate, from: "192.0.2.2");

        Assert.All(let.Append(other), static connection => Assert.Equal(SocketRefusal.None, connection.Ticket!.Refusal));
        Assert.All(tooMany, static connection => Assert.Equal(SocketRefusal.AddressIsFull, connection.Ticket!.Refusal));
        Assert.Equal(16, tooMany.Count(static connection => !connection.IsAborted));
        foreach (var connection in tooMany.Append(let[0]))
        {
            connection.Ticket!.Leave();
        }

        Assert.Equal(SocketRefusal.None, Enter(gate).Ticket!.Refusal);
    }

    [Fact]
    public void Address_ThatConnectsTooFast_IsRefused_AndConnectingAnewRenewsNothing()
    {
        _limits.MaxConnectsPerSecondPerAddress = 2;
        var gate = CreateGate(clients: 9, http: 1);
        var refused = 0;
        for (var i = 0; i < 12; i++)
        {
            var connection = Enter(gate);
            refused += connection.Ticket!.Refusal == SocketRefusal.TooFast ? 1 : 0;
            connection.Ticket.Leave();
        }

        // As many at once as there are sockets, then two a second.
        Assert.Equal(2, refused);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(SocketRefusal.None, EnterAndLeave(gate));
        Assert.Equal(SocketRefusal.TooFast, EnterAndLeave(gate));
    }

    [Fact]
    public void Address_ThatAProxyTells_IsTheOneThatCounts()
    {
        var gate = CreateGate(clients: 100, perAddress: 1);
        var first = Enter(gate, from: "10.0.0.1");
        first.Ticket!.Identify(EndPointOf("192.0.2.1"));
        var second = Enter(gate, from: "10.0.0.1");
        second.Ticket!.Identify(EndPointOf("192.0.2.2"));
        var third = Enter(gate, from: "10.0.0.1");
        third.Ticket!.Identify(EndPointOf("192.0.2.1"));

        Assert.Equal(
            [SocketRefusal.None, SocketRefusal.None, SocketRefusal.AddressIsFull],
            new[] { first, second, third }.Select(static connection => connection.Ticket!.Refusal));
    }

    [Fact]
    public void Leave_Twice_CountsOnce()
    {
        var gate = CreateGate(clients: 2);
        var connection = Enter(gate);
        Enter(gate);
        connection.Ticket!.Leave();
        connection.Ticket!.Leave();

        Assert.Equal(1, gate.Count.Clients);
    }

    public void Dispose() => _services.Dispose();

    private static IPEndPoint EndPointOf(string address) => new(IPAddress.Parse(address), 1);

    private SocketGate CreateGate(int clients, int http = 1, int perAddress = 0)
    {
        var metrics = new MqantMetrics(_services.GetRequiredService<IMeterFactory>(), _time);
        return new SocketGate(
            new SocketLimits(clients, http, perAddress),
            new AddressBook(() => _limits, _time),
            new BudgetReports(metrics, new LineLimiter(_time, []), NullLogger<BudgetReports>.Instance));
    }

    private static SocketRefusal EnterAndLeave(SocketGate gate)
    {
        var ticket = Enter(gate).Ticket!;
        ticket.Leave();
        return ticket.Refusal;
    }

    private static Accepted Enter(SocketGate gate, SocketUse use = SocketUse.Client, string from = "192.0.2.1")
    {
        var connection = new Accepted { RemoteEndPoint = EndPointOf(from) };
        connection.Ticket = gate.TryEnter(connection, use);
        connection.Ticket?.Identify(connection.RemoteEndPoint);
        return connection;
    }

    private sealed class Accepted : DefaultConnectionContext
    {
        public SocketTicket? Ticket { get; set; }

        public bool IsAborted { get; private set; }

        public override void Abort() => Abort(null!);

        public override void Abort(ConnectionAbortedException abortReason)
        {
            IsAborted = true;
            Ticket?.Leave();
        }
    }
}
