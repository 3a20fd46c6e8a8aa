namespace Mqant;

/// <summary>
/// A grain class that implements this is told how the requests of clients ended, on any gateway. Found like <see cref="IConnectedHook"/>. Gateways gather requests while a call of the
/// hook is under way: it sees all of them a moment later, unless there are more than it can take. Mark it <c>[StatelessWorker]</c> unless one activation for the whole cluster is meant.
/// </summary>
[Alias("mqant.IRequestEndedHook")]
public interface IRequestEndedHook : IGrainWithIntegerKey
{
    /// <summary>Requests have ended, with a reply or without. An exception is logged, and the requests are not told again.</summary>
    /// <param name="requests">The requests of one gateway, in the order in which they ended; 1,000 at most.</param>
    [Alias("OnRequestsEnded")]
    Task OnRequestsEndedAsync(EndedRequest[] requests);
}
