namespace Mqant.Tests.Infrastructure;

/// <summary>The servers that speak Redis' protocol and that cluster tests run on.</summary>
public enum Redis
{
    /// <summary>Garnet, inside the test process: always there.</summary>
    Garnet,

    /// <summary>A <c>redis-server</c> process, where it is installed.</summary>
    RedisServer,
}
