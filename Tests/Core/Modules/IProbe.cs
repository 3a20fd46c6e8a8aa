using System.Text.Json;
using Orleans.Concurrency;

namespace Mqant.Tests.Core.Modules;

/// <summary>A module with a handler for each thing that the core promises.</summary>
[GameModule("Probe", Key = KeyPolicy.PayloadField, KeyField = "key", AllowKeyInTopic = true)]
public interface IProbe : IGrainWithStringKey
{
    [Handler("HD_Key")]
    ValueTask<string> KeyAsync();

    [Handler("HD_Echo")]
    ValueTask<JsonElement> EchoAsync(JsonElement payload);

    [Handler("HD_Raw")]
    ValueTask<RawPayload> RawAsync(RawPayload payload);

    [Handler("HD_Bytes")]
    Task<byte[]> BytesAsync(byte[] payload);

    [Handler("HD_Nothing")]
    Task NothingAsync();

    [Handler("HD_Count")]
    ValueTask<int> CountAsync(ProbeRequest request);

    [Handler("HD_Idempotent", Idempotent = true)]
    Task IdempotentAsync();

    /// <summary>Lets through what a handler may let through.</summary>
    [Handler("HD_LetThrough")]
    Task LetThroughAsync(ProbeRequest request);

    [Handler("HD_Block")]
    ValueTask<string> BlockAsync(ProbeRequest request, CancellationToken cancellationToken);

    [Handler("HD_Release"), AlwaysInterleave]
    ValueTask<bool> ReleaseAsync(ProbeRequest request);

    [Handler("HD_Throw")]
    ValueTask<string> ThrowAsync(Session session, ProbeRequest request);

    [Handler("HD_Set")]
    ValueTask<string?> SetAsync(Session session, ProbeRequest request);

    [Handler("HD_SetAndPush")]
    ValueTask<bool> SetAndPushAsync(Session session, ProbeRequest request);

    [Handler("HD_Get")]
    ValueTask<string?> GetAsync(Session session, ProbeRequest request);

    [Handler("HD_Bind")]
    ValueTask<string> BindAsync(Session session, ProbeRequest request);

    [Handler("HD_Unbind")]
    ValueTask<string> UnbindAsync(Session session);

    [Handler("HD_WhoAmI")]
    ValueTask<string> WhoAmIAsync(Session session);

    [Handler("HD_Pushes")]
    ValueTask<string> PushesAsync(Session session, ProbeRequest request);

    [Handler("HD_Keep")]
    ValueTask<bool> KeepAsync(Session session);

    [Handler("HD_Tell")]
    ValueTask<int> TellAsync(ProbeRequest request);

    [Handler("HD_Ended")]
    ValueTask<string[]> EndedAsync();

    [Handler("HD_Close")]
    ValueTask<bool> CloseAsync(Session session);

    [Handler("HD_LoggedIn"), RequireLogin]
    ValueTask<string> LoggedInAsync(Session session);

    [Handler("HD_Filtered"), Shout]
    ValueTask<string> FilteredAsync();

    [Handler("HD_Strict")]
    ValueTask<string> StrictAsync(StrictRequest request);

    [Handler("HD_Forward")]
    ValueTask<string?> ForwardAsync(Session session, ProbeRequest request);

    /// <summary>Not a handler: called by grains only.</summary>
    ValueTask<string?> SetForAsync(Session session, string name, string value);
}

/// <summary>A payload of which some must be there.</summary>
[GenerateSerializer, Alias("mqant.tests.StrictRequest")]
public sealed record StrictRequest(
    [property: Id(0)] string Name, [property: Id(1)] int Number, [property: Id(2)] string? Note, [property: Id(3)] int? Limit, [property: Id(4)] int Times = 1);

[GenerateSerializer, Alias("mqant.tests.ProbeRequest")]
public sealed record ProbeRequest
{
    [Id(0)]
    public string? Name { get; init; }

    [Id(1)]
    public string? Value { get; init; }

    [Id(2)]
    public bool Fail { get; init; }

    [Id(3)]
    public int Number { get; init; }
}
