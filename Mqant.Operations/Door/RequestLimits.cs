using System.Globalization;
using System.Threading.RateLimiting;

namespace Mqant.Operations.Door;

/// <summary>How many requests each may make of the console: by who they are, or by address where nobody is signed in.</summary>
internal sealed class RequestLimits : IDisposable
{
    private static readonly TokenBucketRateLimiterOptions OfCallers = new() { TokenLimit = 300, TokensPerPeriod = 50, ReplenishmentPeriod = TimeSpan.FromSeconds(1) };

    private static readonly TokenBucketRateLimiterOptions OfAddresses = new() { TokenLimit = 300, TokensPerPeriod = 20, ReplenishmentPeriod = TimeSpan.FromSeconds(1) };

    // Ten times a second it wakes a thread up, which a process whose console nobody uses must not pay for; so do the limits of ASP.NET Core, used or not.
    private readonly Lazy<PartitionedRateLimiter<HttpContext>> _limiter = new(static () => PartitionedRateLimiter.Create<HttpContext, string>(static context => Caller.Of(context.User) is { } caller
        ? RateLimitPartition.GetTokenBucketLimiter($"caller {caller.Name}", static _ => OfCallers)
        : RateLimitPartition.GetTokenBucketLimiter($"address {Peer.AddressOf(context)}", static _ => OfAddresses)));

    /// <summary>Serves a request, or turns it away.</summary>
    public Task UseAsync(HttpContext context, RequestDelegate next)
    {
        using var lease = _limiter.Value.AttemptAcquire(context);
        if (lease.IsAcquired)
        {
            return next(context);
        }

        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Problems.WriteAsync(context, StatusCodes.Status429TooManyRequests, "Too many requests; try again a little later.");
    }

    public void Dispose()
    {
        if (_limiter.IsValueCreated)
        {
            _limiter.Value.Dispose();
        }
    }
}
