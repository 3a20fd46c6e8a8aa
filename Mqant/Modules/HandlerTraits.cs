namespace Mqant;

/// <summary>What a gateway must know of a handler to call it; travels as a grain property in the cluster manifest.</summary>
/// <param name="Ordering">How its calls are ordered.</param>
/// <param name="Idempotent">Whether a call may be sent twice.</param>
/// <param name="Cancellable">Whether it wants to know when its time limit has passed: it takes a CancellationToken, or a filter of it may.</param>
/// <param name="LoginError">What guests are told, or null when guests may call it.</param>
internal sealed record HandlerTraits(CallOrdering Ordering, bool Idempotent, bool Cancellable, string? LoginError)
{
    private const char LoginMark = '!';

    /// <summary>Text form: a digit each for ordering, idempotence and cancellation, and the login error when there is one.</summary>
    public override string ToString() => $"{(int)Ordering}{(Idempotent ? 1 : 0)}{(Cancellable ? 1 : 0)}{(LoginError is null ? "" : LoginMark + LoginError)}";

    /// <summary>
    /// Reads the text form of any version: digits that are missing have their defaults, further ones are for others. Null when the ordering is unknown, for
    /// nothing can be called then.
    /// </summary>
    public static HandlerTraits? Parse(string text)
    {
        var mark = text.IndexOf(LoginMark, StringComparison.Ordinal);
        var digits = mark < 0 ? text : text[..mark];
        var ordering = digits.Length == 0 ? (int)CallOrdering.Ordered : digits[0] - '0';
        return ordering is >= (int)CallOrdering.Ordered and <= (int)CallOrdering.Unordered
            ? new HandlerTraits((CallOrdering)ordering, IsSet(1), IsSet(2), mark < 0 ? null : text[(mark + 1)..])
            : null;

        bool IsSet(int digit) => digits.Length > digit && digits[digit] == '1';
    }
}
