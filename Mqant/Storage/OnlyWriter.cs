using Orleans.Runtime;
using Orleans.Storage;

namespace Mqant;

/// <summary>Writes state of which the grain is the only writer.</summary>
internal static class OnlyWriter
{
    /// <summary>
    /// Writes what the grain has, also where storage holds something else than the grain believes: a write that timed out was carried out all the same, or the
    /// record expired. Orleans would end the activation, and with it what it keeps in memory only.
    /// </summary>
    public static async Task WriteAsOnlyWriterAsync<TState>(this IPersistentState<TState> stored)
    {
        try
        {
            await stored.WriteStateAsync();
        }
        catch (InconsistentStateException)
        {
            var state = stored.State;
            try
            {
                await stored.ReadStateAsync();
            }
            finally
            {
                stored.State = state;
            }

            await stored.WriteStateAsync();
        }
    }
}
