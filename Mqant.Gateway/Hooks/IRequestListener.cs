namespace Mqant.Gateway.Hooks;

/// <summary>
/// Is told how requests of clients end: a singleton service of the gateway's process. Called for every request on the thread that answers it, before the client is answered: it must be quick
/// and not block. An exception is logged and changes nothing for the client.
/// </summary>
public interface IRequestListener
{
    /// <summary>A request ended, in whatever way; also one that names no module, and one that timed out.</summary>
    void OnEnded(RequestInfo request, RequestEnd end);

    /// <summary>A request passed its time limit, and its outcome is unknown: its handler may still run. Called before <see cref="OnEnded"/>.</summary>
    void OnTimedOut(RequestInfo request, RequestEnd end)
    {
    }
}
