namespace Mqant.Gateway.WebSockets;

/// <summary>Takes what carries no bytes of messages.</summary>
internal interface IControlFrames
{
    /// <summary>A ping, which is answered with the same bytes, a pong, or a frame of a message with nothing in it.</summary>
    void OnControl(Opcode opcode, ReadOnlySpan<byte> payload);
}
