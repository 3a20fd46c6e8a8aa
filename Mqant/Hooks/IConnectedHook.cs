namespace Mqant;

/// <summary>
/// A grain class that implements this is told of every client that connected, on any gateway: no registration, every gateway finds it in the cluster
/// manifest. Mark it <c>[StatelessWorker]</c> unless one activation for the whole cluster is meant.
/// </summary>
[Alias("mqant.IConnectedHook")]
public interface IConnectedHook : IGrainWithIntegerKey
{
    /// <summary>
    /// A client connected. It is not held up: its first calls may run at the same time. An exception is logged and changes nothing for the client.
    /// </summary>
    /// <param name="session">The session; changes of settings take effect with <see cref="Session.PushAsync"/>.</param>
    [Alias("OnConnected")]
    Task OnConnectedAsync(Session session);
}
