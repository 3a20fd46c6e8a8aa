using System.Collections;

namespace Mqant.Operations.Logs;

/// <summary>A call of a client as log lines name it.</summary>
internal sealed class ScopeOfCall(CallDescription call) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public const string TraceId = "TraceId";

    private readonly KeyValuePair<string, object?>[] _values =
    [
        new(TraceId, call.Trace.ToString()),
        new("Module", call.Module),
        new("Handler", call.Handler),
        new("Key", call.Key),
        new("Session", call.Session),
        new("User", call.User),
    ];

    public int Count => _values.Length;

    public KeyValuePair<string, object?> this[int index] => _values[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, object?>>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _values.GetEnumerator();

    public override string ToString() => $"{call.Module}/{call.Handler} of user '{call.User}' in session {call.Session}, trace {call.Trace}";
}
