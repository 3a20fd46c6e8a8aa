namespace Mqant.Operations.Notifications;

/// <summary>
/// A way to tell somebody. A channel of one's own is added to the services of every process, and named by a section of <c>Mqant:Errors:Channels</c> with the type <c>Custom</c>.
/// </summary>
public interface INotificationChannel
{
    /// <summary>The channel's name in the settings.</summary>
    string Name { get; }

    /// <summary>
    /// Sends a message, and completes when it has arrived. Called by one process of the cluster at a time, for one message at a time. The same message may come again after a failure, with the same <see cref="Notification.Id"/>.
    /// </summary>
    /// <exception cref="Exception">It could not be sent: it is tried again, later and later.</exception>
    /// <exception cref="NotificationRefusedException">This message cannot be sent, now or later: after some attempts it is given up.</exception>
    Task SendAsync(Notification notification, CancellationToken cancellationToken);
}
