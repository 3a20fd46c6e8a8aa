using Microsoft.AspNetCore.Connections;
using Mqant.Gateway.Security;
using Xunit;

namespace Mqant.Tests.Security;

/// <summary>How many handshakes may be under way.</summary>
public sealed class HandshakesTests
{
    [Fact]
    public async Task Handshake_BeyondTheLimit_EndsTheOldestOfThoseUnderWay()
    {
        var handshakes = new Handshakes(2);
        var connections = Enumerable.Range(0, 4).Select(static _ => new DefaultConnectionContext()).ToArray();
        var first = handshakes.Begin(connections[0]);
        handshakes.Begin(connections[1]);
        handshakes.End(first);
        handshakes.Begin(connections[2]);

        handshakes.Begin(connections[3]);

        await WhenAborted(connections[1]);
        Assert.Equal([false, true, false, false], connections.Select(static connection => connection.ConnectionClosed.IsCancellationRequested));
        Assert.Equal(2, handshakes.Count);
    }

    [Fact]
    public void Handshake_ThatGaveWay_EndsOnce()
    {
        var handshakes = new Handshakes(1);
        var given = handshakes.Begin(new DefaultConnectionContext());
        var last = handshakes.Begin(new DefaultConnectionContext());

        handshakes.End(given);
        Assert.Equal(1, handshakes.Count);
        handshakes.End(last);
        handshakes.End(last);

        Assert.Equal(0, handshakes.Count);
    }

    private static Task WhenAborted(DefaultConnectionContext connection)
    {
        var aborted = new TaskCompletionSource();
        connection.ConnectionClosed.Register(aborted.SetResult);
        return aborted.Task.WithinDeadline("the connection to be aborted");
    }
}
