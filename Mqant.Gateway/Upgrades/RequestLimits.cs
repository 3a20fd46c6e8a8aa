using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Mqant.Gateway.Upgrades;

/// <summary>How large the head of a request may be.</summary>
/// <param name="Line">Bytes of its first line.</param>
/// <param name="Fields">Bytes of its header fields.</param>
/// <param name="Count">How many of these there may be.</param>
internal sealed record RequestLimits(int Line, int Fields, int Count)
{
    /// <summary>The same that the HTTP port has.</summary>
    public static RequestLimits Of(KestrelServerLimits limits) => new(limits.MaxRequestLineSize, limits.MaxRequestHeadersTotalSize, limits.MaxRequestHeaderCount);
}
