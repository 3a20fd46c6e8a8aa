namespace Mqant.Gateway.Hooks;

/// <summary>
/// Decides which requests are recorded as traces, before the settings do: a singleton service of the gateway's process. Several are asked in the order in which they were added
/// until one decides. Called for every request where traces are exported, on the thread that reads the connection: it must be quick.
/// </summary>
public interface IRequestSampler
{
    /// <summary>Decides on a request. An exception is logged and counts as <see cref="SamplingDecision.Pass"/>.</summary>
    SamplingDecision Decide(RequestInfo request);
}
