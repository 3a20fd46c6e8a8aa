namespace Mqant;

/// <summary>What a gateway must know of a handler to call it; travels as a grain property in the cluster manifest.</summary>
/// <param name="Ordering">How its calls are ordered.</param>
/// <param name="Idempotent">Whether a call may be sent twice.</param>
/// <param name="Cancellable">Whether it wants to know when its time limit has passed: it takes a CancellationToken, or a filter of it may.</param>
/// <param name="LoginError">What guests are told, or null when guests may call it.</param>
internal sealed record HandlerTraits(CallOrdering Ordering, bool Idempotent, bool Cancellable, string? LoginError)
{
    /// <summary>Text form: a digit each for ordering, idempotence and cancellation, and the login error when there is one.</summary>
    public override string ToString() => $"{(int)Ordering}{(Idempotent ? 1 : 0)}{(Cancellable ? 1 : 0)}{(LoginError is null ? "" : "!" + LoginError)}";

    public static HandlerTraits Parse(string text) => new(
        (CallOrdering)(text[0] - '0'),
        text[1] == '1',
        text[2] == '1',
        text.Length > 3 ? text[4..] : null);
}
