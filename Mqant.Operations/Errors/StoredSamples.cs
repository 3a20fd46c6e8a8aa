namespace Mqant.Operations.Errors;

/// <summary>The samples of a group, the oldest first.</summary>
[GenerateSerializer, Alias("mqant.StoredErrorSamples")]
internal sealed class StoredSamples
{
    [Id(0)]
    public List<ErrorSample> Samples { get; set; } = [];
}
