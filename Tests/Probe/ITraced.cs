namespace Mqant.Tests.Probe;

/// <summary>What a trace can lead through.</summary>
[GameModule("Traced", AllowKeyInTopic = true)]
public interface ITraced : IGrainWithStringKey
{
    [Handler("HD_Ok")]
    Task<string> OkAsync();

    [Handler("HD_Refuse")]
    Task<string> RefuseAsync();

    [Handler("HD_Fail")]
    Task<string> FailAsync();

    /// <summary>Has a grain on another silo, if there is one, store something and push <c>Traced/OnKept</c>; says on which silos both are.</summary>
    [Handler("HD_Tour")]
    Task<string[]> TourAsync(Session session);

    /// <summary>Publishes <c>Traced/OnGroup</c> to a group.</summary>
    [Handler("HD_Publish")]
    Task PublishAsync(TracedGroup group);

    /// <summary>Starts a timer that runs twice and pushes <c>Traced/OnTimer</c> each time.</summary>
    [Handler("HD_Timer")]
    Task TimerAsync(Session session);
}
