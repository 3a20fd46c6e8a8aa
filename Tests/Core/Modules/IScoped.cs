using Orleans.Concurrency;

namespace Mqant.Tests.Core.Modules;

/// <summary>Says of itself which call it runs, as a log would.</summary>
[GameModule("Scoped", Key = KeyPolicy.PayloadField, KeyField = "key", AllowKeyInTopic = true)]
public interface IScoped : IGrainWithStringKey
{
    /// <summary>Before and after the handler has waited for other threads.</summary>
    [Handler("HD_Twice")]
    ValueTask<string?[]> TwiceAsync();

    /// <summary>After the gate of the grain was opened.</summary>
    [Handler("HD_AtGate")]
    ValueTask<string?> AtGateAsync();

    /// <summary>As <see cref="AtGateAsync"/>, beside others.</summary>
    [Handler("HD_BesideAtGate"), AlwaysInterleave]
    ValueTask<string?> BesideAtGateAsync();

    /// <summary>Without waiting, beside others.</summary>
    [Handler("HD_Beside"), AlwaysInterleave]
    ValueTask<string?> BesideAsync();

    /// <summary>Opens the gate.</summary>
    [Handler("HD_Open"), AlwaysInterleave]
    ValueTask<bool> OpenAsync();

    /// <summary>What a grain that the handler calls says, and what the handler says then.</summary>
    [Handler("HD_Ask")]
    ValueTask<string?[]> AskAsync();

    /// <summary>Has a timer run, and afterwards one ask what it was in.</summary>
    [Handler("HD_StartTimer")]
    ValueTask<bool> StartTimerAsync();

    /// <summary>Not a handler.</summary>
    ValueTask<string> OutsideAsync();

    /// <summary>Not a handler: what the timer was in.</summary>
    Task<string> TimerAsync();
}
