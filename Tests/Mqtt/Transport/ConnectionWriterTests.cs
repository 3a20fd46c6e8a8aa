using System.IO.Pipelines;
using System.Text;
using Mqant.Gateway.Limits;
using Mqant.Gateway.Transport;
using Xunit;

namespace Mqant.Tests.Mqtt.Transport;

public sealed class ConnectionWriterTests : IBacklogOwner
{
    // Small enough that one message fills it. What it resumes runs where it is read, so that a test that has read finds all that came of it.
    private readonly Pipe _pipe = new(new PipeOptions(writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 10, resumeWriterThreshold: 5, useSynchronizationContext: false));
    private readonly ConnectionWriter _writer;
    private readonly List<bool> _full = [];
    private int _overruns;
    private int _passable;

    public ConnectionWriterTests() => _writer = new ConnectionWriter(_pipe.Writer, this, new StripedCounter(), new ByteBudget(1 << 30, 1 << 20), maxMessages: 3, maxBytes: 1_000);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    void IBacklogOwner.OnBacklogChanged(bool full) => _full.Add(full);

    long IBacklogOwner.Now => 0;

    void IBacklogOwner.OnUnread()
    {
    }

    void IBacklogOwner.OnPassable() => _passable++;

    void IBacklogOwner.OnBacklogOverrun() => _overruns++;

    [Fact]
    public async Task BeforeRelease_PushesWait_AndTheAnswerGoesFirst()
    {
        Assert.True(_writer.TrySend("push"u8.ToArray()));
        _writer.WriteAhead(new Text("hello"));
        _writer.Release(10);

        Assert.Equal("hellopush", await ReadAsync(9));
    }

    [Fact]
    public async Task SlowReader_PushesAreDroppedBeyondTheLimit_RepliesNever_InOrder()
    {
        _writer.Release(10);
        Assert.True(_writer.TrySend("0123456789"u8.ToArray()));
        Assert.True(_writer.TrySend("a"u8.ToArray()));
        _writer.Write(new Text("b"));
        Assert.False(_writer.IsFull);
        Assert.True(_writer.TrySend("c"u8.ToArray()));
        Assert.True(_writer.IsFull);
        Assert.True(_writer.IsJammed);

        Assert.False(_writer.TrySend("dropped"u8.ToArray()));
        _writer.Write(new Text("d"));

        Assert.Equal("0123456789abcd", await ReadAsync(14));
        Assert.False(_writer.IsFull);
        Assert.Equal([true, false], _full);
        Assert.NotEqual(0, _passable);
        Assert.True(_writer.TrySend("e"u8.ToArray()));
        Assert.Equal("e", await ReadAsync(1));
    }

    [Fact]
    public async Task SlowReader_GetsTheNewestState_InThePlaceOfWhatWaited()
    {
        _writer.Release(10);
        Assert.True(_writer.TrySend("0123456789"u8.ToArray()));
        Assert.True(_writer.TrySend("a1"u8.ToArray(), "a"));
        Assert.True(_writer.TrySend("b1"u8.ToArray(), "b"));
        Assert.True(_writer.TrySend("c"u8.ToArray()));
        Assert.True(_writer.IsFull);

        Assert.True(_writer.TrySend("a22"u8.ToArray(), "a"));
        Assert.True(_writer.TrySend("b2"u8.ToArray(), "b"));
        Assert.True(_writer.TrySend("a3"u8.ToArray(), "a"));
        Assert.False(_writer.TrySend("d"u8.ToArray(), "d"));
        Assert.False(_writer.TrySend("e"u8.ToArray()));

        Assert.Equal("0123456789a3b2c", await ReadAsync(15));
        Assert.False(_writer.IsFull);
    }

    [Fact]
    public async Task ReplacedState_CountsItsBytes()
    {
        _writer.Release(10);
        Assert.True(_writer.TrySend(new byte[10]));
        Assert.True(_writer.TrySend(new byte[1], "state"));
        Assert.False(_writer.IsFull);

        Assert.True(_writer.TrySend(new byte[1_000], "state"));
        Assert.True(_writer.IsFull);
        Assert.True(_writer.TrySend(new byte[1], "state"));

        Assert.False(_writer.IsFull);
        await ReadAsync(11);
    }

    [Fact]
    public async Task Backlog_ThatGrewAndMoved_KeepsItsOrder()
    {
        var writer = new ConnectionWriter(_pipe.Writer, this, new StripedCounter(), new ByteBudget(1 << 30, 1 << 20), maxMessages: 100, maxBytes: 1_000);
        writer.Release(10);
        var expected = "0123456789";
        Assert.True(writer.TrySend("0123456789"u8.ToArray()));
        for (var i = 0; i < 40; i++)
        {
            var text = $"<{i}>";
            Assert.True(writer.TrySend(Encoding.ASCII.GetBytes(text)));
            expected += text;
            if (i % 5 == 4)
            {
                // Reads a part, so that the head of what waits moves on.
                var read = await ReadAsync(10);
                Assert.StartsWith(read, expected, StringComparison.Ordinal);
                expected = expected[read.Length..];
            }
        }

        Assert.Equal(expected, await ReadAsync(expected.Length));
    }

    [Fact]
    public async Task Bytes_CountAsWell()
    {
        _writer.Release(10);
        Assert.True(_writer.TrySend(new byte[10]));
        Assert.True(_writer.TrySend(new byte[1_000]));

        Assert.True(_writer.IsFull);
        Assert.False(_writer.TrySend(new byte[1]));
        await ReadAsync(1_010);
        Assert.False(_writer.IsFull);
    }

    [Fact]
    public async Task Corked_NothingLeaves_UntilUncorked()
    {
        _writer.Release(10);
        _writer.Cork();
        _writer.Write(new Text("a"));
        _writer.Write(new Text("b"));
        Assert.False(_pipe.Reader.TryRead(out _));

        _writer.Uncork();

        Assert.Equal("ab", await ReadAsync(2));
    }

    [Fact]
    public async Task Numbered_EachRecipientHasItsOwnNumber_AndTheWindowLimitsThem()
    {
        _writer.Release(windowSize: 2);
        var shared = "__x"u8.ToArray();
        var acknowledged = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.True(_writer.TrySendNumbered(new Outgoing(shared, 0 + 1, acknowledged)));
        Assert.True(_writer.TrySendNumbered(new Outgoing(shared, 1)));
        Assert.True(_writer.TrySendNumbered(new Outgoing(shared, 1)));
        Assert.True(_writer.TrySendNumbered(new Outgoing("__y"u8.ToArray(), 1)));

        // Only they wait for acknowledgements (MQTT-3.3.4-10).
        _writer.Write(new Text("ack"));
        Assert.True(_writer.TrySend("push"u8.ToArray()));

        Assert.Equal("_\0\u0001_\0\u0002ackpush", await ReadAsync(13));
        Assert.Equal("__x"u8.ToArray(), shared);
        Assert.False(_writer.TryAcknowledge(3));
        Assert.True(_writer.TryAcknowledge(1));
        Assert.True(await acknowledged.Task);
        Assert.Equal("_\0\u0003", await ReadAsync(3));
        Assert.True(_writer.TryAcknowledge(3));
        Assert.Equal("_\0\u0004", await ReadAsync(3));
    }

    [Fact]
    public async Task Numbered_FarBeyondTheLimit_IsOverrun_AndNothingElseSuffers()
    {
        _writer.Release(windowSize: 1);
        for (var i = 0; i < 1 + 6; i++)
        {
            Assert.True(_writer.TrySendNumbered(new Outgoing("__x"u8.ToArray(), 1)));
        }

        // The peer reads, but acknowledges nothing: it must be read from, and must not be able to pile up replies that it is to acknowledge.
        Assert.True(_writer.IsFull);
        Assert.False(_writer.IsJammed);
        Assert.Equal(0, _overruns);
        Assert.False(_writer.TrySendNumbered(new Outgoing("__x"u8.ToArray(), 1)));
        Assert.Equal(1, _overruns);
        _writer.Write(new Text("reply"), numberAt: 1);
        Assert.Equal(2, _overruns);

        Assert.True(_writer.TrySend("push"u8.ToArray()));
        _writer.WriteLast(new Text("bye"));
        Assert.Equal("_\0\u0001pushbye", await ReadAsync(10));
    }

    [Fact]
    public async Task Numbered_BehindASlowReader_KeepTheirOrder_AndLetOthersThroughWhenTheWindowIsFull()
    {
        _writer.Release(windowSize: 1);
        Assert.True(_writer.TrySend("0123456789"u8.ToArray()));
        Assert.True(_writer.TrySendNumbered(new Outgoing("a__"u8.ToArray(), 1)));
        Assert.True(_writer.TrySendNumbered(new Outgoing("b__"u8.ToArray(), 1)));
        _writer.Write(new Text("reply"));
        _writer.Write(new Text("last"), numberAt: 1);

        Assert.Equal("0123456789a\0\u0001reply", await ReadAsync(18));
        Assert.True(_writer.TryAcknowledge(1));
        Assert.Equal("b\0\u0002", await ReadAsync(3));
        Assert.True(_writer.TryAcknowledge(2));
        Assert.Equal("l\0\u0003t", await ReadAsync(4));
    }

    [Fact]
    public async Task Stop_SendsWhatWasAccepted_ThenNothing()
    {
        _writer.Release(10);
        _writer.Write(new Text("0123456789"));
        _writer.Write(new Text("a"));
        _writer.WriteLast(new Text("bye"));
        _writer.Write(new Text("late"));
        Assert.False(_writer.TrySend("late"u8.ToArray()));
        var stopped = _writer.StopAsync();
        Assert.False(stopped.IsCompleted);

        Assert.Equal("0123456789abye", await ReadAsync(14));
        await stopped.WaitAsync(Cancellation);
        await _pipe.Writer.CompleteAsync();
        Assert.True((await _pipe.Reader.ReadAsync(Cancellation)).IsCompleted);
    }

    [Fact]
    public async Task Stop_PeerIsGone_CompletesAnyway()
    {
        _writer.Release(10);
        var acknowledged = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.True(_writer.TrySendNumbered(new Outgoing(new byte[20], 1, acknowledged)));
        _writer.Write(new Text("a"));
        var stopped = _writer.StopAsync();
        Assert.False(stopped.IsCompleted);

        await _pipe.Reader.CompleteAsync(new IOException("reset"));

        await stopped.WaitAsync(Cancellation);
        Assert.False(await acknowledged.Task);
    }

    [Fact]
    public async Task ManyThreads_NothingIsLostOrTorn()
    {
        _writer.Release(10);
        var writers = Enumerable.Range(0, 4).Select(thread => Task.Run(
            () =>
            {
                for (var i = 0; i < 2_000; i++)
                {
                    _writer.Write(new Text($"<{thread}:{i:0000}>"));
                }
            },
            Cancellation));
        var all = Task.WhenAll(writers);
        var text = await ReadAsync(4 * 2_000 * 8);
        await all;

        var last = new[] { -1, -1, -1, -1 };
        foreach (var message in text.Split('>', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = message[1..].Split(':');
            var thread = int.Parse(parts[0]);
            Assert.Equal(last[thread] + 1, int.Parse(parts[1]));
            last[thread]++;
        }

        Assert.All(last, i => Assert.Equal(1_999, i));
    }

    private async Task<string> ReadAsync(int length)
    {
        var text = new StringBuilder();
        while (text.Length < length)
        {
            var result = await _pipe.Reader.ReadAtLeastAsync(1, Cancellation);
            text.Append(Encoding.Latin1.GetString(result.Buffer));
            _pipe.Reader.AdvanceTo(result.Buffer.End);
        }

        return text.ToString();
    }

    private readonly struct Text(string text) : IOutboundPacket
    {
        public int Length => text.Length;

        public void Write(Span<byte> destination) => Encoding.Latin1.GetBytes(text, destination);
    }
}
