using System.Diagnostics;

namespace Mqant;

/// <content>Ticks as parts of traces: what comes of an input is sent at the tick's end, perhaps together with what comes of others.</content>
public abstract partial class Room
{
    private Activity? _tickSpan;

    private Action Trace(Action input, string parent) => () =>
    {
        JoinTrace(parent);
        input();
    };

    // The tick belongs to the first call of which it has an input, and points to those of the others.
    private void JoinTrace(string parent)
    {
        if (_tickSpan is null)
        {
            _tickSpan = TraceParents.Start($"{GrainContext.GrainId.Type} tick", ActivityKind.Internal, parent);
            _tickSpan?.SetTag(SpanAttributes.Key, GrainContext.GrainId.Key.ToString());
        }
        else if (ActivityContext.TryParse(parent, traceState: null, isRemote: true, out var other) && other.SpanId != _tickSpan.ParentSpanId)
        {
            _tickSpan.AddLink(new ActivityLink(other));
        }
    }

    private void EndTrace()
    {
        _tickSpan?.Dispose();
        _tickSpan = null;
    }
}
