namespace Mqant.Operations.Door;

/// <summary>The content security policy of a page that is not ours and needs more than ours do.</summary>
/// <param name="Text">The header.</param>
internal sealed record PagePolicy(string Text)
{
    public static void Set(HttpContext context, string text) => context.Features.Set(new PagePolicy(text));
}
