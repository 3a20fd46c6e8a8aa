namespace Mqant;

/// <summary>What health checks are for.</summary>
internal static class HealthTags
{
    /// <summary>Whether the process can serve.</summary>
    public const string Ready = "ready";
}
