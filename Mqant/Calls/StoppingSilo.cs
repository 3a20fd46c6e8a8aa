using Orleans.Runtime;

namespace Mqant;

/// <summary>What a grain must not take any more because its activation is about to end with its silo.</summary>
internal static class StoppingSilo
{
    /// <exception cref="SiloUnavailableException">The silo is stopping: callers try again until the grain is active elsewhere.</exception>
    public static void ThrowIfStopping(this ISiloStatusOracle silo)
    {
        if (silo.CurrentStatus.IsTerminating())
        {
            throw new SiloUnavailableException($"Silo {silo.SiloAddress} is stopping.");
        }
    }
}
