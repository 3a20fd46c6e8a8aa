namespace Mqant.Tests.Probe;

/// <summary>What game code can do with users, groups and sessions elsewhere.</summary>
[GameModule("Social", Key = KeyPolicy.Session)]
public interface ISocial : IGrainWithStringKey
{
    [Handler("HD_Join")]
    Task JoinAsync(Session session, Named group);

    [Handler("HD_Enroll"), RequireLogin]
    Task EnrollAsync(Session session, Named group);

    [Handler("HD_Leave")]
    Task LeaveAsync(Session session, Named group);

    [Handler("HD_Publish")]
    Task PublishAsync(Session session, SocialMessage message);

    [Handler("HD_Count")]
    Task<int> CountAsync(Named group);

    [Handler("HD_Members")]
    Task<string[]> MembersAsync(Named group);

    [Handler("HD_Online")]
    Task<bool> OnlineAsync(Named user);

    [Handler("HD_Tell")]
    Task<bool> TellAsync(SocialMessage message);

    /// <summary>Sends with an acknowledgement to the user's first session.</summary>
    [Handler("HD_Confirm")]
    Task<bool> ConfirmAsync(SocialMessage message);

    [Handler("HD_Kick")]
    Task<int> KickAsync(SocialMessage message);

    [Handler("HD_Broadcast")]
    Task BroadcastAsync(SocialMessage message);

    /// <summary>Changes a setting of the user's first session.</summary>
    [Handler("HD_SetFor")]
    Task<string?> SetForAsync(SocialMessage message);

    /// <summary>Pushes <c>Social/OnUser</c> when the user comes or goes.</summary>
    [Handler("HD_Watch")]
    Task<bool> WatchAsync(Session session, Named user);
}

/// <summary>A message, and to whom.</summary>
[GenerateSerializer, Alias("mqant.probe.SocialMessage")]
public sealed record SocialMessage(
    [property: Id(0)] string To,
    [property: Id(1)] string Text,
    [property: Id(2)] bool ButMe = false);
