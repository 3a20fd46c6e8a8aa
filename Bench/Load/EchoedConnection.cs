namespace Mqant.Bench.Load;

/// <summary>A client of the echo that sends some packets, each when the one before came back; then it is settled.</summary>
internal sealed class EchoedConnection(IReadOnlyList<byte[]> packets, long began, LoadStatistics statistics) : MqttConnection(null, [], statistics)
{
    private int _returned;

    internal override bool IsSettled => HasFailed || _returned == packets.Count;

    protected override void OnReady() => Send();

    protected override void OnPacket(ReadOnlySpan<byte> packet, int headerLength)
    {
        if (IsSettled || !packet.SequenceEqual(packets[_returned]))
        {
            Fail($"not what was sent: {Show(packet, headerLength)}");
            return;
        }

        _returned++;
        if (IsSettled)
        {
            Statistics.Complete(Loop.Now - began);
            return;
        }

        Send();
    }

    private void Send()
    {
        byte[] packet = packets[_returned];
        packet.CopyTo(Append(packet.Length));
    }
}
