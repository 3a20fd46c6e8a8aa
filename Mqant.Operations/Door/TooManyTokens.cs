using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mqant.Operations.Door;

/// <summary>A request that is refused because its address tried too many tokens.</summary>
/// <param name="Wait">For how long it is.</param>
internal sealed record TooManyTokens(TimeSpan Wait)
{
    public static void Set(HttpContext context, TimeSpan wait) => context.Features.Set(new TooManyTokens(wait));

    public static TooManyTokens? Get(HttpContext context) => context.Features.Get<TooManyTokens>();

    /// <summary>Says it where there is no endpoint.</summary>
    public Task WriteAsync(HttpContext context) => ToResult(context).ExecuteAsync(context);

    /// <summary>As the result of an endpoint.</summary>
    public ProblemHttpResult ToResult(HttpContext context)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(Wait.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Problems.Of(StatusCodes.Status429TooManyRequests, $"Too many wrong tokens came from this address, or from everywhere; try again in {seconds} s.");
    }
}
