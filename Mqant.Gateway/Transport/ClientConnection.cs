using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Mqant.Gateway.Limits;
using Mqant.Gateway.Sessions;
using Mqant.Gateway.Telemetry;
using Mqant.Gateway.WebSockets;

namespace Mqant.Gateway.Transport;

/// <summary>
/// One client's connection, in whatever protocol: reads, keeps the deadlines, applies the limits, sends and says goodbye. A protocol derives from
/// it, cuts the received bytes into its packets, and gives the requests among them to <see cref="Submit"/>. The members that a protocol
/// implements for reading are called one at a time; those that send may be called from any thread.
/// </summary>
public abstract partial class ClientConnection : IClientConnection, IBacklogOwner, IControlFrames
{
    // No reason to end yet.
    private const int Running = -1;

    // What a packet counts at least: to be looked at costs more than its bytes.
    private const int SmallestPacket = 64;

    // How long a peer may take to read what was still due to it when the connection closed.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);

    // How often it is looked at who keeps memory without going on.
    private static readonly TimeSpan HoardingInterval = TimerWheel.Tick * 10;

    private readonly ConnectionContext _context;

    // What the bytes come out of, where it is a WebSocket.
    private readonly WebSocketInput? _webSocket;
    private readonly WheelTimer _deadline;
    private readonly ConnectionWriter _writer;
    private readonly RequestPacer? _pacer;
    private readonly SocketTicket _ticket;
    private WheelTimer? _stuck;
    private WheelTimer? _hoard;
    private WheelTimer? _pace;
    private TaskCompletionSource? _wake;
    private ClientSession? _session;
    private long _lastPacket;

    // What has come of a packet whose end has not, and since when.
    private HeldBytes _unfinished;
    private long _unfinishedSince;
    private uint _idleLimit;
    private int _reason = Running;
    private volatile State _state;

    // Only when the client has been told why: the reading side ends the connection then.
    private volatile bool _isEnding;
    private bool _entered;
    private volatile bool _paused;

    /// <summary>A connection that was just accepted.</summary>
    /// <param name="context">The accepted connection.</param>
    /// <param name="transport">Name of the transport as game code sees it.</param>
    /// <param name="services">What all connections share.</param>
    protected ClientConnection(ConnectionContext context, string transport, ClientConnectionServices services)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(services);
        _context = context;
        _webSocket = context.Transport.Input as WebSocketInput;
        _webSocket?.Attach(this);
        Statistics = services.Metrics.GetTransport(transport);
        Transport = transport;
        Services = services;
        RemoteAddress = GetAddress(context.RemoteEndPoint);
        var options = services.Options;
        _writer = new ConnectionWriter(
            context.Transport.Output, this, Statistics.BytesSent, services.Bytes, options.MaxOutboundMessages, options.MaxOutboundBytes, isFramed: _webSocket is not null);
        _ticket = services.Sockets.GetTicket(context, context.RemoteEndPoint);
        _pacer = RequestPacer.Create(options.MaxRequestsPerSecond, options.MaxBytesPerSecond, services.Wheel.Now);
        _deadline = services.Wheel.CreateTimer(static connection => ((ClientConnection)connection).OnDeadline(), this);
    }

    private enum State : byte
    {
        Introducing,
        Opening,
        Welcoming,
        Open,
    }

    /// <inheritdoc/>
    public string Transport { get; }

    /// <inheritdoc/>
    public string RemoteAddress { get; }

    /// <inheritdoc/>
    public ClientCertificate? ClientCertificate =>
        _context.Features.Get<ITlsConnectionFeature>()?.ClientCertificate is { } certificate ? Mqant.ClientCertificate.Of(certificate) : null;

    /// <summary>What all connections share.</summary>
    protected ClientConnectionServices Services { get; }

    /// <summary>True once the client's session is open.</summary>
    protected bool IsOpen => _state == State.Open;

    /// <summary>What the client's introduction says; set it before returning <see cref="ReadStep.Open"/>.</summary>
    protected SessionOpening? Opening { get; set; }

    /// <summary>
    /// How long the client may stay silent before it is closed, zero for ever; 49 days at most. While the gateway does not read, the time
    /// stands still.
    /// </summary>
    protected TimeSpan IdleLimit
    {
        get => TimeSpan.FromMilliseconds(_idleLimit);
        set => _idleLimit = (uint)Math.Clamp(value.TotalMilliseconds, 0, uint.MaxValue);
    }

    /// <summary>Messages that may wait for the client's acknowledgement at a time.</summary>
    private protected int WindowSize { get; set; } = ushort.MaxValue;

    /// <summary>What is counted of connections like this one.</summary>
    private protected TransportStatistics Statistics { get; }

    private protected ConnectionWriter Writer => _writer;

    /// <summary>The client's session; null until it is open.</summary>
    private protected ClientSession? Session => _session;

    /// <summary>Bytes that the process keeps for this client.</summary>
    private int Held => (_session?.HeldBytes ?? 0) + _writer.Unread + _unfinished.Count;

    /// <summary>True while nothing is read because the client sent too much, or reads too little.</summary>
    internal bool IsPaused => _paused;

    /// <inheritdoc/>
    public abstract void Complete(ClientRequest request, in RequestOutcome outcome);

    /// <inheritdoc/>
    public abstract bool TrySend(OutboundMessage message);

    /// <inheritdoc/>
    public virtual bool TrySend(OutboundMessage message, TaskCompletionSource<bool> acknowledged)
    {
        ArgumentNullException.ThrowIfNull(acknowledged);
        acknowledged.TrySetResult(false);
        return TrySend(message);
    }

    /// <summary>Serves the client; completes when the connection has ended. Called once.</summary>
    /// <param name="age">How long ago the connection was accepted, where that was not just now; what a TLS handshake took is known.</param>
    public Task RunAsync(TimeSpan age = default)
    {
        Statistics.Accepted.Add(1);
        Statistics.Connections.Add(1);
        _deadline.Start(Services.Options.ConnectTimeout - (_context.Features.Get<AcceptedConnection>()?.Age ?? age));
        if (Services.Stopping.IsCancellationRequested)
        {
            // It is told so when it introduces itself, for which it has little time.
            _deadline.Start(Linger);
        }

        return ServeAsync();
    }

    /// <summary>
    /// Handles as many complete packets as <paramref name="buffer"/> holds and moves its start behind them. Before the session is open, only
    /// the introduction may come. Must not throw for anything that a client can send.
    /// </summary>
    protected abstract ReadStep Read(ref ReadOnlySequence<byte> buffer);

    /// <summary>The session is open: answers the introduction by <see cref="WriteAhead"/>. What is pushed meanwhile follows.</summary>
    protected abstract void OnOpened();

    /// <summary>The client was not let in: tells it so by <see cref="WriteAhead"/>. The connection ends after this.</summary>
    protected abstract void OnRefused(SessionRefusal refusal);

    /// <summary>As <see cref="OnRefused(SessionRefusal)"/>, for a protocol that can tell a text, too.</summary>
    /// <param name="refusal">Why.</param>
    /// <param name="reason">What a person is to read, as the reason of a ban; null: nothing.</param>
    protected virtual void OnRefused(SessionRefusal refusal, string? reason) => OnRefused(refusal);

    /// <summary>There is no room for another client, in the process or from its address. The connection ends after this.</summary>
    protected virtual void OnFull() => OnRefused(SessionRefusal.Unavailable);

    /// <summary>Connections come too fast from the client's address. The connection ends after this.</summary>
    protected virtual void OnTooFast() => OnFull();

    /// <summary>Tells the client why the connection ends, by <see cref="WriteLast"/>. Only called while the session is open.</summary>
    protected abstract void SayGoodbye(SessionEndReason reason);

    /// <summary>Gives a request to the session.</summary>
    /// <returns>False when <see cref="Read"/> must return <see cref="ReadStep.Pause"/> next.</returns>
    protected bool Submit(ClientRequest request)
    {
        _pacer?.Charge(requests: 1, bytes: 0);
        _session!.Submit(request);
        return !MustPause;
    }

    /// <summary>Counts the bytes of a packet against the client's limit, where there is one.</summary>
    /// <returns>False when <see cref="Read"/> must return <see cref="ReadStep.Pause"/> next.</returns>
    protected bool Charge(int bytes)
    {
        _pacer?.Charge(requests: 0, Math.Max(bytes, SmallestPacket));
        return !MustPause;
    }

    /// <summary>Sends a packet that is never dropped.</summary>
    protected void Write<TPacket>(in TPacket packet)
        where TPacket : struct, IOutboundPacket, allows ref struct
        => _writer.Write(packet);

    /// <summary>Sends a small packet ahead of what waits for the client: answers to an introduction or to a ping.</summary>
    protected void WriteAhead<TPacket>(in TPacket packet)
        where TPacket : struct, IOutboundPacket, allows ref struct
        => _writer.WriteAhead(packet);

    /// <summary>Sends a packet after what waits for the client; nothing that comes later is sent.</summary>
    protected void WriteLast<TPacket>(in TPacket packet)
        where TPacket : struct, IOutboundPacket, allows ref struct
        => _writer.WriteLast(packet);

    /// <summary>Sends the shared bytes of a push, or drops and counts it where the client reads too slowly.</summary>
    /// <returns>False when it was dropped.</returns>
    protected bool TryPush(OutboundMessage message, byte[] encoded)
    {
        var sent = _writer.TrySend(encoded, message.IsLatest ? message.Topic : null);
        Count(sent);
        return sent;
    }

    /// <summary>Counts a push that the writer took or did not take.</summary>
    private protected void Count(bool sent) => (sent ? Statistics.PushesSent : Statistics.PushesDropped.Get(PushDrop.Backlog)).Add(1);

    void IBacklogOwner.OnBacklogChanged(bool full)
    {
        if (full)
        {
            _stuck ??= Services.Wheel.CreateTimer(static connection => ((ClientConnection)connection).OnStuck(), this);
            _stuck.Start(Services.Options.SlowConsumerTimeout);
        }
        else
        {
            _stuck?.Stop();
        }
    }

    void IBacklogOwner.OnPassable() => Wake();

    long IBacklogOwner.Now => Services.Wheel.Now;

    void IBacklogOwner.OnUnread() => StartHoarding();

    void IBacklogOwner.OnBacklogOverrun()
        => ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.Close(SessionEndReason.SlowConsumer), this, preferLocal: false);

    void IControlFrames.OnControl(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        _pacer?.Charge(requests: 0, Math.Max(payload.Length, SmallestPacket));
        if (opcode == Opcode.Ping)
        {
            _writer.Pong(payload);
        }
    }

    private static string GetAddress(EndPoint? endPoint) => endPoint switch
    {
        IPEndPoint { Address.IsIPv4MappedToIPv6: true } ip => ip.Address.MapToIPv4().ToString(),
        IPEndPoint ip => ip.Address.ToString(),
        null => string.Empty,
        _ => endPoint.ToString() ?? string.Empty,
    };
}
