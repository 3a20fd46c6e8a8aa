using System.IO.Pipelines;
using Mqant.Gateway.Limits;
using Mqant.Gateway.WebSockets;

namespace Mqant.Gateway.Transport;

/// <summary>
/// The sending side of one connection. Packets go straight into the pipe; only when the peer reads too slowly they wait in a bounded backlog, and those
/// with a number in one of their own when it owes acknowledgements. Any thread may call any member; an idle connection holds no buffer here.
/// </summary>
internal sealed partial class ConnectionWriter
{
    // Written between two flushes at most, so that a long batch doesn't outgrow the pipe's own limit.
    private const int FlushThreshold = 32 * 1024;

    private readonly IBacklogOwner _owner;
    private readonly int _maxMessages;
    private readonly int _maxBytes;
    private readonly ByteBudget _budget;

    // Also what is locked: an object less for each connection.
    private readonly PipeOutput _output;

    // What waits for the peer to read: there is nothing here while the pipe takes more.
    private OutboundBacklog? _backlog;
    private DeliveryWindow? _window;
    private int _windowSize = ushort.MaxValue;
    private TaskCompletionSource? _drained;

    // Nothing but what goes ahead of the backlog may be sent before the introduction is answered.
    private bool _held = true;
    private bool _corked;
    private HeldBytes _unread;
    private long _unreadSince;
    private bool _full;

    // What the newest ping had that could not be answered yet.
    private byte[]? _pong;

    // A message was dropped because there was too much, and there still is. Replies stop coming by themselves then.
    private bool _dropping;
    private bool _stopped;

    public ConnectionWriter(PipeWriter pipe, IBacklogOwner owner, StripedCounter sent, ByteBudget budget, int maxMessages, int maxBytes, bool isFramed = false)
    {
        _owner = owner;
        _budget = budget;
        _maxMessages = maxMessages;
        _maxBytes = maxBytes;
        _output = new PipeOutput(pipe, this, sent, isFramed);
    }

    /// <summary>What whatever sends locks. The connection's own states change in it, too: an object less for each connection.</summary>
    public object Gate => _output;

    /// <summary>A backlog is at its limit: the peer must read, or acknowledge, in time.</summary>
    public bool IsFull => Volatile.Read(ref _full);

    /// <summary>
    /// The backlog is at its limit because the peer doesn't read: whatever produces replies must stop. Where it waits for acknowledgements
    /// instead, reading must go on, or they would never come.
    /// </summary>
    public bool IsJammed => IsFull && _output.IsFlushing;

    /// <summary>Bytes that the peer has not read: those that wait, and those of the flush that does.</summary>
    public int Unread => _unread.Count;

    /// <summary>Since when the flush waits, in the owner's time, where one does.</summary>
    public long UnreadSince => Volatile.Read(ref _unreadSince);

    /// <summary>Nothing can be sent any more.</summary>
    public bool IsBroken => _output.IsBroken;

    // Less may be too much than the backlog can have, and what is too much may depend on what others have.
    private bool HasTooMuch => _backlog is not null && _budget.IsTooMuch(_unread.Count);

    private bool IsPassable => !_held && _backlog is null && !_output.IsFlushing;

    /// <summary>Until <see cref="Uncork"/> nothing is flushed, so that what the handling of one read produces leaves together.</summary>
    public void Cork()
    {
        lock (_output)
        {
            _corked = true;
        }
    }

    /// <summary>Ends <see cref="Cork"/> and flushes.</summary>
    public void Uncork()
    {
        lock (_output)
        {
            _corked = false;
            Flush();
        }
    }

    /// <summary>Lets through what was held until the introduction was answered.</summary>
    /// <param name="windowSize">Messages that may wait for the peer's acknowledgement at a time.</param>
    public void Release(int windowSize)
    {
        lock (_output)
        {
            _windowSize = windowSize;
            _held = false;
            Drain();
        }
    }

    /// <summary>Sends a packet that is never dropped. After <see cref="Stop"/> it goes nowhere.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="numberAt">Where in the packet the number goes that the peer acknowledges; 0 for a packet without one.</param>
    public void Write<TPacket>(in TPacket packet, int numberAt = 0)
        where TPacket : struct, IOutboundPacket, allows ref struct
    {
        lock (_output)
        {
            if (_stopped)
            {
                return;
            }

            if (numberAt == 0 && IsPassable)
            {
                _output.Append(packet);
                FlushUnlessCorked();
                return;
            }

            // Other replies stop coming when the peer doesn't read, for then it isn't read from either.
            if (numberAt > 0 && IsOverrun(_window?.Waiting))
            {
                return;
            }

            SendOrQueue(new Outgoing(ToArray(packet), numberAt));
        }
    }

    /// <summary>Sends a small packet that is never dropped, also before <see cref="Release"/>.</summary>
    public void WriteAhead<TPacket>(in TPacket packet)
        where TPacket : struct, IOutboundPacket, allows ref struct
    {
        lock (_output)
        {
            if (_stopped)
            {
                return;
            }

            if (_output.IsFlushing)
            {
                Enqueue(new Outgoing(ToArray(packet)));
                return;
            }

            _output.Append(packet);
            FlushUnlessCorked();
        }
    }

    /// <summary>
    /// Answers a ping of a WebSocket, with what is flushed next. Where the peer does not read, the newest of several is answered when it does (RFC 6455 section 5.5.3).
    /// </summary>
    public void Pong(ReadOnlySpan<byte> payload)
    {
        lock (_output)
        {
            if (_stopped)
            {
                return;
            }

            if (_output.IsFlushing)
            {
                _pong = payload.ToArray();
                return;
            }

            _output.AppendControl(Opcode.Pong, payload);
            if (_output.Unflushed >= FlushThreshold)
            {
                Flush();
            }
        }
    }

    /// <summary>Sends bytes that are shared with other connections and never change.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="latestOf">A topic of whose messages only the newest counts, or null: what waits of it is replaced, even when the backlog is full.</param>
    /// <returns>False when the message was dropped: the backlog is full, or the connection is closing or broken.</returns>
    public bool TrySend(byte[] bytes, string? latestOf = null)
    {
        lock (_output)
        {
            if (_stopped || _output.IsBroken)
            {
                return false;
            }

            var message = new Outgoing(bytes, LatestOf: latestOf);
            if (latestOf is not null && _backlog is not null && _backlog.TryReplace(message))
            {
                UpdateFull();
                return true;
            }

            if (_backlog is { IsFull: true })
            {
                return false;
            }

            if (HasTooMuch)
            {
                _dropping = true;
                UpdateFull();
                return false;
            }

            SendOrQueue(message);
            return true;
        }
    }

    /// <summary>Sends shared bytes that the peer acknowledges. They are not dropped while the connection lives.</summary>
    /// <returns>False when the connection is closing or broken.</returns>
    public bool TrySendNumbered(in Outgoing message)
    {
        lock (_output)
        {
            if (_stopped || _output.IsBroken)
            {
                return false;
            }

            if (IsOverrun(_backlog) || IsOverrun(_window?.Waiting))
            {
                return false;
            }

            SendOrQueue(message);
            return true;
        }
    }

    /// <summary>The peer acknowledged a number. False when nothing by that number is on its way.</summary>
    public bool TryAcknowledge(ushort number)
    {
        lock (_output)
        {
            if (_window is null || !_window.TryRelease(number))
            {
                return false;
            }

            Drain();
            return true;
        }
    }

    /// <summary>Sends a last packet after what waits for the peer to read; nothing that comes later is sent.</summary>
    public void WriteLast<TPacket>(in TPacket packet)
        where TPacket : struct, IOutboundPacket, allows ref struct
    {
        lock (_output)
        {
            if (_stopped)
            {
                return;
            }

            if (_output.IsFlushing)
            {
                Enqueue(new Outgoing(ToArray(packet)));
            }
            else if (!_held)
            {
                // Whatever still waits does so for acknowledgements, and nobody reads those any more.
                ClearBacklog();
                _output.Append(packet);
            }

            StopCore();
        }
    }

    /// <summary>Accepts nothing more. What was accepted is still sent, unless the introduction was never answered.</summary>
    public void Stop()
    {
        lock (_output)
        {
            StopCore();
        }
    }

    /// <summary>Gives up what waits for a peer that will not take it.</summary>
    public void DiscardBacklog()
    {
        lock (_output)
        {
            ClearBacklog();
        }
    }

    /// <summary>Stops, and completes when all that was accepted is in the pipe or can no longer be sent. The pipe may be completed then.</summary>
    public Task StopAsync()
    {
        lock (_output)
        {
            StopCore();
            if (!_output.IsFlushing)
            {
                ClearBacklog();
                _window?.Abandon();
                return Task.CompletedTask;
            }

            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    private static byte[] ToArray<TPacket>(in TPacket packet)
        where TPacket : struct, IOutboundPacket, allows ref struct
    {
        var bytes = new byte[packet.Length];
        packet.Write(bytes);
        return bytes;
    }

    private void StopCore()
    {
        _stopped = true;
        if (_held)
        {
            ClearBacklog();
        }

        Flush();
    }
}
