namespace Mqant;

/// <summary>A call as filters see it.</summary>
public sealed class HandlerContext
{
    private readonly TimeProvider _time;
    private readonly long _started;
    private TimeSpan? _elapsed;

    internal HandlerContext(
        object grain, string module, string handler, string key, Session session, ReadOnlyMemory<byte> payload, string trace, TimeProvider time, CancellationToken cancellationToken)
    {
        _time = time;
        _started = time.GetTimestamp();
        Key = key;
        Grain = grain;
        Module = module;
        Handler = handler;
        Session = session;
        Payload = payload;
        Trace = trace;
        CancellationToken = cancellationToken;
    }

    /// <summary>The grain that handles the call.</summary>
    public object Grain { get; }

    /// <summary>Name of the module.</summary>
    public string Module { get; }

    /// <summary>Name of the handler.</summary>
    public string Handler { get; }

    /// <summary>The grain's key.</summary>
    public string Key { get; }

    /// <summary>The session that called.</summary>
    public Session Session { get; }

    /// <summary>The payload as it arrived.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>The call's trace id, 32 hexadecimal digits.</summary>
    public string Trace { get; }

    /// <summary>Cancelled when the call passes its time limit; in a filter of all modules only where the handler has use for it.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>
    /// How the call ended, as far as it has come back: null before that. What a filter further in throws counts too. <see cref="CallOutcome.Timeout"/> says that the handler gave up because its
    /// time limit had passed, or that a call of its own had none left: the hook that is told of every time-out is in the gateway.
    /// </summary>
    public CallOutcome? Outcome { get; private set; }

    /// <summary>What the handler, or a filter further in, threw; null where nothing was thrown.</summary>
    public Exception? Exception { get; private set; }

    /// <summary>Time since the first filter was called; once the call has come back, the time that it took.</summary>
    public TimeSpan Elapsed => _elapsed ?? _time.GetElapsedTime(_started);

    /// <summary>Bytes of the result, as JSON or as they are when it is raw; 0 before the call has come back, and when it failed.</summary>
    public int ResultSize => Result.Bytes.Length;

    internal EncodedResult Result { get; private set; }

    internal void End(EncodedResult result)
    {
        (Result, Outcome) = (result, CallOutcome.Ok);
        _elapsed = _time.GetElapsedTime(_started);
    }

    internal void End(CallOutcome outcome, Exception exception)
    {
        (Result, Outcome, Exception) = (default, outcome, exception);
        _elapsed = _time.GetElapsedTime(_started);
    }
}
