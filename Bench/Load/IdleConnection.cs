namespace Mqant.Bench.Load;

/// <summary>A client that says nothing after its opening, which counts as completed and took its time since <paramref name="began"/>.</summary>
internal sealed class IdleConnection(string? clientId, IReadOnlyList<OpeningStep> opening, long began, LoadStatistics statistics)
    : MqttConnection(clientId, opening, statistics)
{
    protected override void OnReady() => Statistics.Complete(Loop.Now - began);

    protected override void OnPacket(ReadOnlySpan<byte> packet, int headerLength) => Fail($"unexpected message {Show(packet, headerLength)}");
}
