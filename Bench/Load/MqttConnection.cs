using System.Text;

namespace Mqant.Bench.Load;

/// <summary>A client: introduces itself, goes through its opening steps, and is then ready for what a load does with it.</summary>
internal abstract class MqttConnection(string? clientId, IReadOnlyList<OpeningStep> opening, LoadStatistics statistics) : ClientConnection
{
    private const int LargestPacket = 128 * 1024;
    private const int ShownBytes = 300;
    internal const ushort KeepAliveSeconds = 3600;
    private int _step = -1;

    /// <summary>Whether the client is connected and has finished its opening steps.</summary>
    internal bool IsReady { get; private set; }

    /// <summary>Whether the client could not connect or lost its connection.</summary>
    internal bool HasFailed { get; private set; }

    /// <summary>Whether the opening is over, well or badly.</summary>
    internal virtual bool IsSettled => IsReady || HasFailed;

    protected LoadStatistics Statistics => statistics;

    internal override int OnReceived(ReadOnlySpan<byte> bytes)
    {
        if (Frames is null)
        {
            return ReadPackets(bytes);
        }

        int opened = 0;
        if (!Frames.IsOpen)
        {
            if (Frames.Open(bytes, out opened) is not { } isOpen)
            {
                return 0;
            }

            if (!isOpen)
            {
                Fail($"the WebSocket was refused: {Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, ShownBytes)])}");
                return opened;
            }

            Introduce();
        }

        var packets = Frames.Unwrap(bytes[opened..], out int used);
        int read = ReadPackets(packets);
        Frames.Keep(packets[read..]);
        return opened + used;
    }

    private int ReadPackets(ReadOnlySpan<byte> bytes)
    {
        int used = 0;
        while (Descriptor >= 0 && MqttPacket.TryReadLength(bytes[used..], out int headerLength, out int packetLength))
        {
            if (packetLength > LargestPacket)
            {
                Fail($"a packet of {packetLength} bytes arrived");
                break;
            }

            if (packetLength > bytes.Length - used)
            {
                break;
            }

            var packet = bytes.Slice(used, packetLength);
            used += packetLength;
            if (IsReady)
            {
                OnPacket(packet, headerLength);
            }
            else
            {
                Open(packet, headerLength);
            }
        }

        return used;
    }

    /// <summary>Ends the connection as a well-behaved client does.</summary>
    internal void Disconnect()
    {
        if (IsConnected && clientId is not null)
        {
            MqttPacket.Disconnect.CopyTo(Append(MqttPacket.Disconnect.Length));
            Loop.Flush(this);
        }

        Loop.Close(this);
    }

    /// <summary>A packet for human eyes: topic and payload of a PUBLISH, else bytes.</summary>
    protected static string Show(ReadOnlySpan<byte> packet, int headerLength) =>
        MqttPacket.TryReadPublish(packet, headerLength, out var topic, out var payload)
            ? $"{Encoding.UTF8.GetString(topic)} {Encoding.UTF8.GetString(payload[..Math.Min(payload.Length, ShownBytes)])}"
            : Convert.ToHexString(packet[..Math.Min(packet.Length, 32)]);

    protected override void OnConnected()
    {
        if (Frames is not null)
        {
            WebSocketFrames.Request.CopyTo(Append(WebSocketFrames.Request.Length));
            return;
        }

        Introduce();
    }

    private void Introduce()
    {
        if (clientId is null)
        {
            // A bare echo has no idea of a client.
            BecomeReady();
            return;
        }

        byte[] packet = MqttPacket.Connect(clientId, KeepAliveSeconds);
        packet.CopyTo(Append(packet.Length));
    }

    protected override void OnLost(string failure) => Fail(failure);

    /// <summary>The opening is over.</summary>
    protected virtual void OnReady()
    {
    }

    /// <summary>A packet for a client that is ready.</summary>
    protected abstract void OnPacket(ReadOnlySpan<byte> packet, int headerLength);

    /// <summary>A push during the opening; false when the load has no use for it.</summary>
    protected virtual bool OnEarlyPush(ReadOnlySpan<byte> topic) => false;

    protected void Fail(string explanation)
    {
        HasFailed = true;
        statistics.Fail($"{clientId ?? "echo"}: {explanation}");
        Loop.Close(this);
    }

    private void Open(ReadOnlySpan<byte> packet, int headerLength)
    {
        if (_step < 0)
        {
            if (packet is not [MqttPacket.ConnectAcknowledgement, 2, _, 0])
            {
                Fail($"CONNECT was answered with {Show(packet, headerLength)}");
                return;
            }
        }
        else if (!MqttPacket.TryReadPublish(packet, headerLength, out var topic, out var payload))
        {
            Fail($"unexpected packet {Show(packet, headerLength)}");
            return;
        }
        else if (!opening[_step].IsAnsweredBy(topic))
        {
            if (!OnEarlyPush(topic))
            {
                Fail($"unexpected message {Show(packet, headerLength)}");
            }

            return;
        }
        else if (!OpeningStep.Succeeded(payload))
        {
            Fail($"the opening failed with {Show(packet, headerLength)}");
            return;
        }

        if (++_step == opening.Count)
        {
            BecomeReady();
            return;
        }

        byte[] next = opening[_step].Packet;
        next.CopyTo(Append(next.Length));
    }

    private void BecomeReady()
    {
        IsReady = true;
        OnReady();
    }
}
