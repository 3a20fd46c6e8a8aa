namespace Mqant;

/// <summary>
/// The handler that is running, so that messages it sends on the way to its caller's gateway are known to its reply. The holder is
/// emptied when the handler ends: work that it left running keeps nothing alive.
/// </summary>
internal sealed class HandlerScope
{
    private static readonly AsyncLocal<HandlerScope?> Running = new();

    private GatewayAddress? _gateway;

    private HandlerScope(GatewayAddress gateway) => _gateway = gateway;

    /// <summary>The scope of the running handler, or null outside of one.</summary>
    public static HandlerScope? Current => Running.Value is { _gateway: not null } scope ? scope : null;

    public Guid Lane { get; private set; }

    /// <summary>Position of the last message sent to the caller's gateway, 0 when there is none.</summary>
    public long LanePosition { get; private set; }

    public static HandlerScope Begin(GatewayAddress gateway)
    {
        var scope = new HandlerScope(gateway);
        Running.Value = scope;
        return scope;
    }

    public void End()
    {
        _gateway = null;
        Running.Value = null;
    }

    public void Sent(PushLane lane, long position)
    {
        if (position > 0 && lane.Gateway.Equals(_gateway))
        {
            Lane = lane.Id;
            LanePosition = position;
        }
    }
}
