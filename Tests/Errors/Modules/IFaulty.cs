namespace Mqant.Tests.Errors.Modules;

/// <summary>Fails in all the ways in which a module can.</summary>
[GameModule("Faulty", Key = KeyPolicy.PayloadField, KeyField = "key", AllowKeyInTopic = true)]
public interface IFaulty : IGrainWithStringKey
{
    /// <summary>Fails in a way that nobody expected.</summary>
    [Handler("HD_Fail")]
    ValueTask<bool> FailAsync();

    /// <summary>Says why not.</summary>
    [Handler("HD_Refuse")]
    ValueTask<bool> RefuseAsync();

    /// <summary>Logs what it throws.</summary>
    [Handler("HD_LogAndFail")]
    ValueTask<bool> LogAndFailAsync();

    /// <summary>Fails in another grain, perhaps on another silo.</summary>
    [Handler("HD_FailElsewhere")]
    ValueTask<bool> FailElsewhereAsync();

    /// <summary>Starts a timer that fails.</summary>
    [Handler("HD_FailLater")]
    ValueTask<bool> FailLaterAsync();

    /// <summary>Fails; for other grains.</summary>
    ValueTask<bool> FailForOthersAsync();
}
