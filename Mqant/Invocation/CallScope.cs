using Orleans.Runtime;

namespace Mqant;

/// <summary>
/// The call of a client that runs here and now, for whoever logs or reports. It is looked up, so that calls do not pay for it: where calls of a grain follow each other the activation
/// remembers the one that it is at; only calls that interleave carry it with them. Whatever else interleaves with a call that does not (a timer of the grain, a call of another grain) is described as that
/// call.
/// </summary>
internal static class CallScope
{
    private static readonly AsyncLocal<RunningCall?> Interleaved = new();

    // Knows only the thread: whichever silo of the process it is from.
    private static volatile IGrainContextAccessor? _accessor;

    /// <summary>The call in whose handler or filters this is; null outside of one.</summary>
    public static CallDescription? Current => (Interleaved.Value ?? FindRunning())?.Describe();

    /// <summary>The session whose call this is; null outside of one.</summary>
    public static SessionRef? Caller => (Interleaved.Value ?? FindRunning())?.Caller;

    /// <summary>Whether a grain is at a client's call, of those that do not interleave.</summary>
    public static bool IsBusy(IGrainContext grain) => grain.GetComponent<RunningCall>()?.IsRunning == true;

    /// <summary>The call that this flow carries with it, or null.</summary>
    public static RunningCall? OfFlow => Interleaved.Value;

    public static void Use(IGrainContextAccessor accessor) => _accessor = accessor;

    /// <summary>From here on this flow carries its call with it.</summary>
    public static void Enter(RunningCall call) => Interleaved.Value = call;

    // Outside of grains the context is one without an instance.
    private static RunningCall? FindRunning() => _accessor?.GrainContext is { GrainInstance: not null } context ? context.GetComponent<RunningCall>() : null;
}
