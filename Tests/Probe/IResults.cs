using System.Text.Json;

namespace Mqant.Tests.Probe;

/// <summary>Results and payloads of every kind.</summary>
[GameModule("Results")]
public interface IResults : IGrainWithStringKey
{
    /// <summary>A string.</summary>
    [Handler("HD_String")]
    ValueTask<string> StringAsync();

    /// <summary>A whole number.</summary>
    [Handler("HD_Number")]
    ValueTask<long> NumberAsync();

    /// <summary>A number with a fraction.</summary>
    [Handler("HD_Fraction")]
    Task<double> FractionAsync();

    /// <summary>A boolean.</summary>
    [Handler("HD_Bool")]
    ValueTask<bool> BoolAsync();

    /// <summary>Null.</summary>
    [Handler("HD_Null")]
    ValueTask<string?> NullAsync();

    /// <summary>No result.</summary>
    [Handler("HD_Nothing")]
    Task NothingAsync();

    /// <summary>An object.</summary>
    [Handler("HD_Object")]
    ValueTask<Point> ObjectAsync();

    /// <summary>An array.</summary>
    [Handler("HD_Array")]
    ValueTask<int[]> ArrayAsync();

    /// <summary>Bytes.</summary>
    [Handler("HD_Bytes")]
    ValueTask<byte[]> BytesAsync();

    /// <summary>Bytes without an envelope.</summary>
    [Handler("HD_Raw")]
    ValueTask<RawPayload> RawAsync();

    /// <summary>A reply of quality of service 1.</summary>
    [Handler("HD_Assured", ReplyQualityOfService = 1)]
    ValueTask<string> AssuredAsync();

    /// <summary>An error that is made for the client.</summary>
    [Handler("HD_Refuse")]
    Task RefuseAsync();

    /// <summary>An error that is not.</summary>
    [Handler("HD_Crash")]
    Task CrashAsync();

    /// <summary>The payload's bytes.</summary>
    [Handler("HD_EchoRaw")]
    ValueTask<RawPayload> EchoRawAsync(RawPayload payload);

    /// <summary>The payload's JSON.</summary>
    [Handler("HD_EchoJson")]
    ValueTask<JsonElement> EchoJsonAsync(JsonElement payload);

    /// <summary>The payload as an object.</summary>
    [Handler("HD_EchoObject")]
    ValueTask<Point> EchoObjectAsync(Point payload);
}

/// <summary>An object with a name and numbers.</summary>
[GenerateSerializer, Alias("mqant.probe.Point")]
public sealed record Point([property: Id(0)] string? Name, [property: Id(1)] int X, [property: Id(2)] double? Y);
