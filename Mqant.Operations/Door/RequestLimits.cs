using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Mqant.Operations.Door;

/// <summary>How many requests each may make of the console: by who they are, or by address where nobody is signed in.</summary>
internal static class RequestLimits
{
    private static readonly TokenBucketRateLimiterOptions OfCallers = new() { TokenLimit = 300, TokensPerPeriod = 50, ReplenishmentPeriod = TimeSpan.FromSeconds(1) };

    private static readonly TokenBucketRateLimiterOptions OfAddresses = new() { TokenLimit = 300, TokensPerPeriod = 20, ReplenishmentPeriod = TimeSpan.FromSeconds(1) };

    public static void Set(RateLimiterOptions limits)
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(static context => Caller.Of(context.User) is { } caller
            ? RateLimitPartition.GetTokenBucketLimiter($"caller {caller.Name}", static _ => OfCallers)
            : RateLimitPartition.GetTokenBucketLimiter($"address {Peer.AddressOf(context)}", static _ => OfAddresses));
        limits.OnRejected = static (context, _) =>
        {
            var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
            context.HttpContext.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return new ValueTask(Problems.WriteAsync(context.HttpContext, StatusCodes.Status429TooManyRequests, "Too many requests; try again a little later."));
        };
    }
}
