using System.Collections.Concurrent;

namespace Mqant.Gateway.Lanes;

/// <summary>How far this gateway has read the lanes of all silos: what pushes advance, and replies that came after pushes wait for.</summary>
internal sealed class ReceivingLanes(TimeProvider time)
{
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<Guid, ReceivingLane> _lanes = new();

    public ReceivingLane Get(Guid id) => _lanes.GetOrAdd(id, static (_, time) => new ReceivingLane(time.GetTimestamp()), time);

    /// <summary>Completes when the lane was read up to a position.</summary>
    public Task WhenReadAsync(Guid lane, long position) => Get(lane).WhenReadAsync(position);

    /// <summary>Forgets lanes whose silo has been silent for long, and answers that nobody asked for.</summary>
    public void Trim()
    {
        foreach (var lane in _lanes)
        {
            lane.Value.TrimConfirmations();
            if (time.GetElapsedTime(lane.Value.Contact) > ForgetAfter)
            {
                _lanes.TryRemove(lane);
            }
        }
    }
}
