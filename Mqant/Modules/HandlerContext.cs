namespace Mqant;

/// <summary>A call as filters see it.</summary>
public sealed class HandlerContext
{
    internal HandlerContext(object grain, string module, string handler, Session session, ReadOnlyMemory<byte> payload, string trace, CancellationToken cancellationToken)
    {
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

    /// <summary>The session that called.</summary>
    public Session Session { get; }

    /// <summary>The payload as it arrived.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>The call's trace id, 32 hexadecimal digits.</summary>
    public string Trace { get; }

    /// <summary>Cancelled when the call passes its time limit; in a filter of all modules only where the handler has use for it.</summary>
    public CancellationToken CancellationToken { get; }

    internal EncodedResult Result { get; set; }
}
