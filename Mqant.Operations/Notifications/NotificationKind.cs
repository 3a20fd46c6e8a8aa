namespace Mqant.Operations.Notifications;

/// <summary>What a message tells.</summary>
public enum NotificationKind
{
    /// <summary>An error that had not been seen before.</summary>
    New,

    /// <summary>A known error that has become much more frequent.</summary>
    Growing,

    /// <summary>An error that happened again after it was resolved.</summary>
    Returned,

    /// <summary>Several of the above, which would have been too many messages.</summary>
    Summary,

    /// <summary>All errors of a period.</summary>
    Digest,
}
