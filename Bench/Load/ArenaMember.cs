using System.Buffers.Text;

namespace Mqant.Bench.Load;

/// <summary>A client that has a seat in a room that ticks, and says nothing more.</summary>
internal sealed class ArenaMember(string clientId, Arena arena, LoadStatistics statistics)
    : MqttConnection(clientId, [new($"Arena@{arena.Name}/HD_Join/1", "{}")], statistics)
{
    private long _last;

    /// <summary>Ticks that the room left out, as their numbers tell.</summary>
    internal long LeftOut { get; private set; }

    private static ReadOnlySpan<byte> Beginning => """{"Tick":"""u8;

    protected override bool OnEarlyPush(ReadOnlySpan<byte> topic) => topic.SequenceEqual("Arena/OnTick"u8);

    protected override void OnPacket(ReadOnlySpan<byte> packet, int headerLength)
    {
        if (!MqttPacket.TryReadPublish(packet, headerLength, out var topic, out var payload)
            || !OnEarlyPush(topic)
            || !payload.StartsWith(Beginning)
            || !Utf8Parser.TryParse(payload[Beginning.Length..], out long number, out _))
        {
            Fail($"unexpected message {Show(packet, headerLength)}");
            return;
        }

        if (number <= _last)
        {
            Fail($"tick {number} arrived after tick {_last}");
            return;
        }

        if (Statistics.Recording)
        {
            LeftOut += _last == 0 ? 0 : number - _last - 1;
        }

        _last = number;
        arena.OnTick(number, Loop.Now);
    }
}
