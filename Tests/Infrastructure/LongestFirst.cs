using Mqant.Tests.Infrastructure;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Mqant.Tests.Infrastructure;

/// <summary>
/// The classes that take minutes come first, so that none of them is what everything waits for at the end, on one processor. xUnit queues all classes from one thread of the pool, which takes
/// the last ones first, while another takes the first ones: the two longest are at the beginning, the others at the end.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] First = [nameof(UserFolder), ".ClusterTests"];
    private static readonly string[] Last = [".SocialTests", ".ConsoleApiTests", ".ConsolePageTests", ".CallFailuresTests", ".Cluster.", ".Hosting.", ".Bench.", ".Console."];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(static collection => Rank(collection.TestCollectionDisplayName))];

    private static int Rank(string name)
    {
        var first = Find(First, name);
        return first >= 0 ? first : First.Length + (Find(Last, name) is var last and >= 0 ? Last.Length - last : 0);
    }

    private static int Find(string[] parts, string name) => Array.FindIndex(parts, part => name.Contains(part, StringComparison.Ordinal));
}
