namespace Mqant.Gateway.Transport;

/// <summary>A packet that is ready to be sent.</summary>
/// <param name="Bytes">The packet, possibly shared with other connections.</param>
/// <param name="NumberAt">Where the number goes that the peer acknowledges; 0 for a packet without one.</param>
/// <param name="Acknowledged">
/// Set to true when the peer acknowledges, to false when the connection ends before that. Completed under a lock: made with
/// <see cref="TaskCreationOptions.RunContinuationsAsynchronously"/>.
/// </param>
/// <param name="LatestOf">The topic of a message that a newer one of this topic replaces while it waits; null for any other.</param>
internal readonly record struct Outgoing(
    byte[] Bytes, int NumberAt = 0, TaskCompletionSource<bool>? Acknowledged = null, string? LatestOf = null);
