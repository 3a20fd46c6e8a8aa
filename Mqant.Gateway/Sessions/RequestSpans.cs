using System.Diagnostics;

namespace Mqant.Gateway.Sessions;

/// <summary>The spans of a request whose trace is recorded.</summary>
/// <param name="request">From its arrival to its answer.</param>
internal sealed class RequestSpans(Activity request)
{
    public Activity Request { get; } = request;

    /// <summary>The call of the grain that is on its way; null while the request waits for its turn.</summary>
    public Activity? Call { get; set; }
}
