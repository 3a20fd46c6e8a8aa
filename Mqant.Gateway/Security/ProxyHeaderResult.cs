namespace Mqant.Gateway.Security;

/// <summary>What the first bytes of a connection are.</summary>
internal enum ProxyHeaderResult
{
    /// <summary>Perhaps the beginning of a header.</summary>
    Incomplete,

    /// <summary>A whole header.</summary>
    Read,

    /// <summary>No header.</summary>
    None,

    /// <summary>A header that is not as it must be.</summary>
    Invalid,
}
