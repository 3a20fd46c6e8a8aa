namespace Mqant.Bench.Fuzz;

/// <summary>What a client speaks.</summary>
/// <param name="Level">Protocol level of MQTT: 3 is 3.1, 4 is 3.1.1 and 5 is 5.0; 0 is the framed protocol.</param>
/// <param name="IsWebSocket">Over WebSocket, not TCP.</param>
internal sealed record FuzzProtocol(int Level, bool IsWebSocket)
{
    internal static IReadOnlyList<FuzzProtocol> All { get; } = [new(3, false), new(4, false), new(5, false), new(3, true), new(4, true), new(5, true), new(0, false)];

    internal bool IsFramed => Level == 0;

    public override string ToString() => IsFramed ? "framed" : (Level switch { 3 => "3.1", 4 => "3.1.1", _ => "5.0" }) + (IsWebSocket ? " over WebSocket" : "");
}
