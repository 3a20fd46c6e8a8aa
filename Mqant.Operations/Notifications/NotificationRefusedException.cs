namespace Mqant.Operations.Notifications;

/// <summary>The other side does not take a message, and will hardly do so later.</summary>
public sealed class NotificationRefusedException : Exception
{
    /// <summary>Says why.</summary>
    public NotificationRefusedException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="NotificationRefusedException(string)"/>
    public NotificationRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
