using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Mqant;

/// <summary>Chooses how results of a type are written; done once for each handler.</summary>
internal static class ResultWriter
{
    public static Func<TResult, EncodedResult> For<TResult>()
    {
        if (typeof(TResult) == typeof(NoResult))
        {
            return static _ => default;
        }

        if (typeof(TResult) == typeof(RawPayload))
        {
            return static result => new EncodedResult(((RawPayload)(object)result!).Bytes, IsRaw: true);
        }

        var type = (JsonTypeInfo<TResult>)ModuleJson.Options.GetTypeInfo(typeof(TResult));
        return result => new EncodedResult(JsonSerializer.SerializeToUtf8Bytes(result, type), IsRaw: false);
    }
}
