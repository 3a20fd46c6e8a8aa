using BenchmarkDotNet.Attributes;
using MQTTnet.Formatter;
using Mqant.Gateway.Mqtt;
using Mqant.Gateway.Sessions;

namespace Mqant.Bench.Micro;

/// <summary>Bytes to requests and back.</summary>
public class PacketBenchmarks
{
    private readonly byte[] _publish = [0, 19, .. "HelloWorld/HD_Say/1"u8, .. "{\"say\":\"hello\"}"u8];
    private readonly byte[] _result = "\"you say : hello\""u8.ToArray();
    private readonly byte[] _written = new byte[256];
    private readonly TraceId _trace = TraceId.CreateRandom();
    private MqttRequest _request = null!;

    [GlobalSetup]
    public void SetUp() => PublishDecoder.Decode(0, _publish, MqttProtocolVersion.V311, out _request!);

    [Benchmark]
    public object? DecodePublish()
    {
        PublishDecoder.Decode(0, _publish, MqttProtocolVersion.V311, out var request);
        return request;
    }

    [Benchmark]
    public int EncodeReply()
    {
        var outcome = new RequestOutcome(default, _result);
        var packet = new ReplyPacket(_request, outcome, hasProperties: false);
        packet.Write(_written);
        return packet.Length;
    }

    [Benchmark]
    public int WriteEnvelope() => ReplyEnvelope.Write(_written, _trace, new RequestOutcome(default, _result));

    /// <summary>Once for each message, however many receive it.</summary>
    [Benchmark]
    public int EncodePush() => new OutboundMessage("Chat/OnChat", _result).GetEncoded(PushFormat.V3).Length;
}
