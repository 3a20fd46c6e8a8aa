namespace Mqant.Tests.Probe;

/// <summary>What game code can do with a session.</summary>
[GameModule("Session", Key = KeyPolicy.Session)]
public interface ISessionProbe : IGrainWithStringKey
{
    /// <summary>The session as the handler sees it.</summary>
    [Handler("HD_Show")]
    ValueTask<Shown> ShowAsync(Session session);

    /// <summary>Changes settings; null removes one.</summary>
    [Handler("HD_Set")]
    Task SetAsync(Session session, Dictionary<string, string?> settings);

    /// <summary>Changes settings and fails.</summary>
    [Handler("HD_SetAndFail")]
    Task SetAndFailAsync(Session session, Dictionary<string, string?> settings);

    /// <summary>Changes settings at once and fails.</summary>
    [Handler("HD_SetAtOnceAndFail")]
    Task SetAtOnceAndFailAsync(Session session, Dictionary<string, string?> settings);

    /// <summary>Binds the session to a user and fails.</summary>
    [Handler("HD_BindAndFail")]
    Task BindAndFailAsync(Session session, Named user);

    /// <summary>Binds the session to a user without stored settings.</summary>
    [Handler("HD_BindGuest")]
    Task BindGuestAsync(Session session, Named user);

    /// <summary>Makes the session a guest's again.</summary>
    [Handler("HD_Unbind")]
    Task UnbindAsync(Session session);

    /// <summary>Sends pushes and then closes the session.</summary>
    [Handler("HD_Close")]
    Task CloseAsync(Session session);

    /// <summary>Sends pushes: JSON, and bytes as they are.</summary>
    [Handler("HD_Push")]
    ValueTask<string> PushAsync(Session session);

    /// <summary>Guests are not let in.</summary>
    [Handler("HD_Members"), RequireLogin]
    ValueTask<string> MembersAsync(Session session);
}

/// <summary>A user by name.</summary>
[GenerateSerializer, Alias("mqant.probe.Named")]
public sealed record Named([property: Id(0)] string Name);

/// <summary>A session as a handler sees it.</summary>
[GenerateSerializer, Alias("mqant.probe.Shown")]
public sealed record Shown(
    [property: Id(0)] string User,
    [property: Id(1)] string Transport,
    [property: Id(2)] string RemoteAddress,
    [property: Id(3)] IReadOnlyDictionary<string, string> Settings);
