namespace Mqant.Tests.Hooked;

/// <summary>What the hook has written.</summary>
[GameModule("Complaints", AllowKeyInTopic = true)]
public interface IComplaints : IGrainWithStringKey
{
    /// <summary>The next complaint, once there is one.</summary>
    [Handler("HD_Next")]
    Task<string> NextAsync();

    /// <summary>Never answers.</summary>
    [Handler("HD_Hang")]
    Task HangAsync(CancellationToken cancellationToken);
}
