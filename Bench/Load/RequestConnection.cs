using System.Numerics;
using HdrHistogram;

namespace Mqant.Bench.Load;

/// <summary>A client that asks one handler again and again and checks every answer.</summary>
internal sealed class RequestConnection : TalkingConnection
{
    private readonly RequestShape _shape;
    private readonly long[] _askedAt;
    private readonly uint _mask;

    internal RequestConnection(string? clientId, IReadOnlyList<OpeningStep> opening, RequestShape shape, int inFlight, LoadStatistics statistics)
        : base(clientId, opening, inFlight, statistics)
    {
        _shape = shape;
        _askedAt = new long[BitOperations.RoundUpToPowerOf2((uint)inFlight)];
        _mask = (uint)_askedAt.Length - 1;
    }

    /// <summary>The latencies of this connection alone.</summary>
    internal LongHistogram Latency { get; } = LoadStatistics.NewHistogram(1);

    protected override void Ask(long intended, uint index, int number)
    {
        _shape.Write(Append(_shape.Length), number);
        _askedAt[index & _mask] = intended;
    }

    protected override void OnPacket(ReadOnlySpan<byte> packet, int headerLength)
    {
        if (Unanswered == 0 || !_shape.IsAnsweredBy(packet, headerLength, AwaitedNumber))
        {
            Fail($"wrong answer to request {AwaitedNumber}: {Show(packet, headerLength)}");
            return;
        }

        Statistics.Complete(Loop.Now - _askedAt[Answered & _mask], Latency);
        CountAnswer();
    }
}
