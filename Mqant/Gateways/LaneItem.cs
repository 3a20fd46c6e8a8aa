using Orleans.Runtime;

namespace Mqant;

/// <summary>One thing that a silo asks of a gateway.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("mqant.LaneItem")]
internal abstract class LaneItem
{
    /// <summary>Roughly what it takes on the wire, in bytes.</summary>
    public virtual int Size => 64;

    /// <summary>What a log calls it: the topic of a message.</summary>
    public virtual string Subject => GetType().Name;
}

/// <summary>A message for sessions.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("mqant.PushItem")]
internal sealed class PushItem : LaneItem
{
    [Id(0)]
    public required string Topic { get; init; }

    [Id(1)]
    public required WireBytes Payload { get; init; }

    [Id(2)]
    public byte QualityOfService { get; init; }

    /// <summary>The recipients (<see cref="SessionAddress"/>).</summary>
    [Id(3)]
    public required WireBytes Sessions { get; init; }

    /// <summary>Whether somebody asks what became of it; see <see cref="IGatewayObserver.WhenAcknowledgedAsync"/>.</summary>
    [Id(5)]
    public bool Confirm { get; init; }

    /// <summary>A client that reads too slowly gets only the newest message of the topic.</summary>
    [Id(4)]
    public bool IsLatest { get; init; }

    public override int Size => Topic.Length + Payload.Length + Sessions.Length + 64;

    public override string Subject => Topic;
}

/// <summary>A grain wants to know when a session is gone.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("mqant.WatchItem")]
internal sealed class WatchItem : LaneItem
{
    [Id(0)]
    public required long SessionId { get; init; }

    [Id(1)]
    public required uint Epoch { get; init; }

    [Id(2)]
    public required GrainId Watcher { get; init; }

    /// <summary>False to end watching.</summary>
    [Id(3)]
    public required bool On { get; init; }
}

/// <summary>A session is to end.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("mqant.CloseItem")]
internal sealed class CloseItem : LaneItem
{
    /// <summary>Ends the session whoever it is bound to: what takes over a client id takes the connection.</summary>
    public const uint AnyEpoch = uint.MaxValue;

    [Id(0)]
    public required long SessionId { get; init; }

    [Id(1)]
    public required uint Epoch { get; init; }

    [Id(2)]
    public required SessionEndReason Reason { get; init; }

    /// <summary>What the client is told when it is kicked.</summary>
    [Id(3)]
    public string? Kick { get; init; }

    /// <summary>The client id that another session has taken over: only the session that still holds it is ended.</summary>
    [Id(4)]
    public ClientIdHash? ClientId { get; init; }
}

/// <summary>Replies of a batch of calls whose later calls take longer.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("mqant.EarlyRepliesItem")]
internal sealed class EarlyRepliesItem : LaneItem
{
    [Id(0)]
    public required long SessionId { get; init; }

    /// <summary>Number of the first call in the batch.</summary>
    [Id(1)]
    public required uint Batch { get; init; }

    [Id(2)]
    public required HandlerReply[] Replies { get; init; }

    /// <summary>Place in the batch of the call that the first reply is for.</summary>
    [Id(3)]
    public required int First { get; init; }

    public override int Size
    {
        get
        {
            var size = 64;
            foreach (ref readonly var reply in Replies.AsSpan())
            {
                size += reply.Result.Length + reply.Error.Length + 16;
            }

            return size;
        }
    }
}

/// <summary>A message for every session of the gateway.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("mqant.BroadcastItem")]
internal sealed class BroadcastItem : LaneItem
{
    [Id(0)]
    public required string Topic { get; init; }

    [Id(1)]
    public required WireBytes Payload { get; init; }

    public override int Size => Topic.Length + Payload.Length + 64;

    public override string Subject => Topic;
}

/// <summary>A message for the players of a module: sessions that are named, and those that have called it.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("mqant.ModulePushItem")]
internal sealed class ModulePushItem : LaneItem
{
    /// <summary>The grains of the module.</summary>
    [Id(0)]
    public required GrainType Module { get; init; }

    [Id(1)]
    public required string Topic { get; init; }

    [Id(2)]
    public required WireBytes Payload { get; init; }

    /// <summary>Those that are named (<see cref="SessionAddress"/>).</summary>
    [Id(3)]
    public required WireBytes Sessions { get; init; }

    public override int Size => Topic.Length + Payload.Length + Sessions.Length + 64;

    public override string Subject => Topic;
}

/// <summary>A session joins or leaves a group.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("mqant.GroupMemberItem")]
internal sealed class GroupMemberItem : LaneItem
{
    [Id(0)]
    public required string GroupName { get; init; }

    /// <summary>The sessions (<see cref="SessionAddress"/>).</summary>
    [Id(1)]
    public required WireBytes Sessions { get; init; }

    /// <summary>False to leave.</summary>
    [Id(2)]
    public required bool On { get; init; }

    public override int Size => GroupName.Length + Sessions.Length + 64;
}

/// <summary>A message for the members of a group on the gateway.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("mqant.GroupPushItem")]
internal sealed class GroupPushItem : LaneItem
{
    [Id(0)]
    public required string GroupName { get; init; }

    [Id(1)]
    public required string Topic { get; init; }

    [Id(2)]
    public required WireBytes Payload { get; init; }

    /// <summary>The member that does not get it, 0 when all do.</summary>
    [Id(3)]
    public long Except { get; init; }

    public override int Size => GroupName.Length + Topic.Length + Payload.Length + 64;

    public override string Subject => Topic;
}
