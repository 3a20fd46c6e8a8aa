namespace Mqant.Gateway.Telemetry;

/// <summary>Why a push did not go to its client: values of an attribute.</summary>
internal static class PushDrop
{
    /// <summary>What waits for the client is as much as may wait, or its connection is closing.</summary>
    public const string Backlog = "backlog";

    /// <summary>The client said that it takes no packet of that size, or no packet holds it.</summary>
    public const string TooLarge = "too_large";
}
