using System.Text;

namespace Mqant.Bench.Load;

/// <summary>A request that a client sends once, after CONNECT and before it counts as ready, and that must succeed.</summary>
internal sealed class OpeningStep
{
    private readonly byte[] _topic;

    internal OpeningStep(string topic, string payload)
    {
        _topic = Encoding.UTF8.GetBytes(topic);
        Packet = MqttPacket.Publish(_topic, Encoding.UTF8.GetBytes(payload));
    }

    internal byte[] Packet { get; }

    internal static OpeningStep LogIn(string userName) =>
        new("Login/HD_Login/1", $$"""{"userName":"{{userName}}","passWord":"bench"}""");

    internal bool IsAnsweredBy(ReadOnlySpan<byte> topic) => topic.SequenceEqual(_topic);

    internal static bool Succeeded(ReadOnlySpan<byte> payload) => payload.IndexOf("\"Error\":\"\""u8) >= 0;
}
