using System.IO.Pipelines;
using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Mqant;

/// <summary>
/// A socket as Kestrel knows connections: two pipes. What arrives is received when the loop says so and goes into one; what is flushed into the other is written by the thread that
/// flushes and, where the socket takes no more, by the loop when it does. Either direction has one thread at a time; nothing waits in a thread.
/// </summary>
internal sealed partial class LoopConnection : ConnectionContext, IPolled, IReadInPlace, IThreadPoolWorkItem, IDuplexPipe
{
    // How the directions end, both, before the socket is closed.
    private const int Directions = 2;
    private const uint Interest = Libc.Readable | Libc.Writable | Libc.PeerHungUp | Libc.EdgeTriggered;

    private readonly Lock _gate = new();
    private readonly ConnectionPipes _pipes;
    private readonly Pipe _input;
    private readonly Pipe _output;
    private readonly int _descriptor;
    private SocketLoop _loop = null!;
    private CancellationTokenSource? _closing;
    private TaskCompletionSource? _ended;
    private Exception? _reason;
    private int _place;
    private int _directions = Directions;
    private bool _isClosing;
    private bool _isClosed;

    public LoopConnection(int descriptor, EndPoint local, EndPoint remote, ConnectionPipes pipes)
    {
        _descriptor = descriptor;
        _pipes = pipes;
        _input = new Pipe(pipes.Input);
        _output = new Pipe(pipes.Output);
        Transport = this;
        _onOutput = OnOutput;
        LocalEndPoint = local;
        RemoteEndPoint = remote;
    }

    public override EndPoint? LocalEndPoint { get; set; }

    public override EndPoint? RemoteEndPoint { get; set; }

    public override IDuplexPipe Transport { get; set; }

    public bool ReadsInPlace { get; set; }

    PipeReader IDuplexPipe.Input => _input.Reader;

    PipeWriter IDuplexPipe.Output => _output.Writer;

    /// <summary>Fires when the peer sends nothing more, or the connection has ended in another way.</summary>
    public override CancellationToken ConnectionClosed
    {
        get
        {
            lock (_gate)
            {
                if (_closing is null)
                {
                    _closing = new CancellationTokenSource();
                    if (_isClosing)
                    {
                        _closing.Cancel();
                    }
                }

                return _closing.Token;
            }
        }

        // A middleware may have another idea of it; then this one is nobody's.
        set => throw new NotSupportedException();
    }

    /// <summary>Serves the socket from now on.</summary>
    /// <exception cref="IOException">The kernel has no room for it; the socket is still the caller's.</exception>
    public void Start(SocketLoop loop)
    {
        _loop = loop;
        _place = loop.Add(this, _descriptor, Interest);
        AwaitOutput();
    }

    /// <summary>Ends it in both directions: the peer sees a reset, and what was not sent yet is lost.</summary>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        lock (_gate)
        {
            _reason ??= abortReason;
            if (!_isClosed)
            {
                LingerOff();
            }
        }

        _output.Reader.CancelPendingRead();
        ResumeOutput();
        StopReading();
    }

    public override async ValueTask DisposeAsync()
    {
        await _input.Reader.CompleteAsync();
        await _output.Writer.CompleteAsync();
        Task ended;
        lock (_gate)
        {
            ended = _isClosed ? Task.CompletedTask : (_ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        await ended;
    }

    public LoopConnection? OnReady(uint events)
    {
        if ((events & (Libc.PeerHungUp | Libc.HungUp | Libc.Failed)) != 0)
        {
            _hungUp = true;
        }

        if ((events & ~(Libc.Readable | Libc.PeerHungUp)) != 0)
        {
            _hasRoom = true;
            Interlocked.MemoryBarrier();
            ResumeOutput();
        }

        return (events & ~Libc.Writable) != 0 && TryBeginReading() ? this : null;
    }

    /// <summary>Receives on a thread of the pool what there was no time for on the loop.</summary>
    public void Execute() => Receive();

    private static Exception ToException(int error) => error is Libc.ConnectionReset or Libc.BrokenPipe
        ? new ConnectionResetException(Marshal.GetPInvokeErrorMessage(error))
        : new IOException(Marshal.GetPInvokeErrorMessage(error));

    // The close that follows sends a reset instead of waiting for the peer.
    private unsafe void LingerOff()
    {
        var linger = stackalloc int[] { 1, 0 };
        _ = Libc.SetOption(_descriptor, Libc.SocketLevel, Libc.LingerOption, linger, 2 * sizeof(int));
    }

    private void TellClosing()
    {
        try
        {
            _closing!.Cancel();
        }
        catch (Exception exception)
        {
            Log.NotTold(_pipes.Logger, exception);
        }

        EndDirection();
    }

    private void EndDirection()
    {
        if (Interlocked.Decrement(ref _directions) != 0)
        {
            return;
        }

        TaskCompletionSource? ended;
        lock (_gate)
        {
            _isClosed = true;
            ended = _ended;
            _ = Libc.Close(_descriptor);
            _loop.Remove(_place);
        }

        ended?.TrySetResult();
    }

    private static partial class Log
    {
        [LoggerMessage(2882, LogLevel.Error, "Something that is to be told of the end of a connection failed.")]
        public static partial void NotTold(ILogger logger, Exception exception);
    }
}
