namespace Mqant.Operations.Door;

/// <summary>A request that is refused because its address tried too many tokens.</summary>
/// <param name="Wait">For how long it is.</param>
internal sealed record TooManyTokens(TimeSpan Wait)
{
    public static void Set(HttpContext context, TimeSpan wait) => context.Features.Set(new TooManyTokens(wait));

    public static TooManyTokens? Get(HttpContext context) => context.Features.Get<TooManyTokens>();

    public Task WriteAsync(HttpContext context)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(Wait.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Problems.WriteAsync(context, StatusCodes.Status429TooManyRequests, $"Too many wrong tokens came from this address; try again in {seconds} s.");
    }
}
