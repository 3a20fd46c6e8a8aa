namespace Mqant;

/// <summary>Names of the attributes that instruments have. Each has few values: no session, user, key or group is ever one.</summary>
internal static class MetricAttributes
{
    public const string Module = "mqant.module";

    public const string HandlerName = "mqant.handler";

    public const string Outcome = "mqant.outcome";

    public const string Transport = "mqant.transport";

    public const string Reason = "mqant.reason";

    /// <summary>The kind of a room: its grain type.</summary>
    public const string RoomType = "mqant.room";

    public const string Storage = "mqant.storage";

    public const string Operation = "mqant.operation";

    public const string Budget = "mqant.budget";

    /// <summary>The key of a setting.</summary>
    public const string Setting = "mqant.setting";

    /// <summary>OpenTelemetry's own name.</summary>
    public const string Direction = "network.io.direction";
}
