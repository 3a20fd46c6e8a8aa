namespace Mqant.Gateway.WebSockets;

/// <summary>Takes what comes between messages.</summary>
internal interface IControlFrames
{
    /// <summary>A ping, which is answered with the same bytes, or a pong.</summary>
    void OnControl(Opcode opcode, ReadOnlySpan<byte> payload);
}
