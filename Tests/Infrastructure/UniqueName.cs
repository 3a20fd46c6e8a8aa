namespace Mqant.Tests.Infrastructure;

/// <summary>Names that keep tests apart which share a server.</summary>
internal static class UniqueName
{
    /// <summary>A name that no other test uses.</summary>
    public static string For(string name) => $"{name}-{Guid.NewGuid():N}"[..(name.Length + 13)];
}
