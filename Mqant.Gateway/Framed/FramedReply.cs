using Mqant.Gateway.Sessions;
using Mqant.Gateway.Transport;

namespace Mqant.Gateway.Framed;

/// <summary>The frame that answers a request, on the request's topic.</summary>
internal readonly ref struct FramedReply : IOutboundPacket
{
    private readonly ClientRequest _request;
    private readonly ref readonly RequestOutcome _outcome;
    private readonly int _bodyLength;

    public FramedReply(ClientRequest request, in RequestOutcome outcome)
    {
        _request = request;
        _outcome = ref outcome;
        _bodyLength = ReplyEnvelope.GetLength(outcome);
    }

    public int Length => Frame.GetMessageHeaderLength(_request.Topic.Span) + _bodyLength;

    public void Write(Span<byte> destination)
    {
        var at = Frame.WriteMessageHeader(destination, _request.Topic.Span, _bodyLength);
        ReplyEnvelope.Write(destination[at..], _request.Trace, _outcome);
    }
}
