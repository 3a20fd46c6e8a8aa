namespace Mqant.Gateway.Transport;

/// <summary>
/// What a <see cref="ConnectionWriter"/> tells the connection that it writes for. Called under the writer's lock: short, and no call back.
/// </summary>
internal interface IBacklogOwner
{
    /// <summary>The owner's time, in milliseconds.</summary>
    long Now { get; }

    /// <summary>The peer has not read so much that it counts.</summary>
    void OnUnread();

    /// <summary>The backlog reached its limit, or fell below it again.</summary>
    void OnBacklogChanged(bool full);

    /// <summary>The peer read some of what kept the connection from sending.</summary>
    void OnPassable();

    /// <summary>More waits than may ever wait, and none of it may be dropped.</summary>
    void OnBacklogOverrun();
}
