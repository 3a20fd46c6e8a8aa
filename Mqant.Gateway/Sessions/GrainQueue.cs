using System.Runtime.CompilerServices;
using Orleans.Runtime;

namespace Mqant.Gateway.Sessions;

/// <summary>
/// The requests of one session for one grain: one call is on its way, what arrives meanwhile goes together as the next. Guarded by the session's lock.
/// </summary>
internal sealed class GrainQueue(ClientSession session, GrainId grain, IModuleExtension target)
{
    public ClientSession Session { get; } = session;

    public GrainId Grain { get; } = grain;

    public IModuleExtension Target { get; } = target;

    public Queue<ClientRequest> Pending { get; } = new();

    /// <summary>The call that is on its way, or null.</summary>
    public CallInFlight? Current { get; set; }

    /// <summary>A call of one request, used again and again: most calls are of one.</summary>
    public CallInFlight Single { get; } = new(new ClientRequest[1]);

    /// <summary>The reply that the call waits for.</summary>
    public ValueTaskAwaiter<ReplyBatch> Reply { get; set; }

    /// <summary>Goes on when the reply is there; made once for the queue, for it is needed for every call.</summary>
    public Action? GoOn { get; set; }

    /// <summary>True while a loop works on this queue.</summary>
    public bool Running { get; set; }

    public bool IsIdle => !Running && Pending.Count == 0;
}
