namespace Mqant;

/// <summary>What a gateway must know of a handler to call it; travels as a grain property in the cluster manifest.</summary>
/// <param name="Ordering">How its calls are ordered.</param>
/// <param name="Idempotent">Whether a call may be sent twice.</param>
/// <param name="Cancellable">Whether it wants to know when its time limit has passed: it takes a CancellationToken, or a filter of it may.</param>
/// <param name="LoginError">What guests are told, or null when guests may call it.</param>
/// <param name="Roles">Sets of roles, of each of which a caller must have one: <c>gm,owner;staff</c>. Null where no role is needed. Who needs one needs a login.</param>
internal sealed record HandlerTraits(CallOrdering Ordering, bool Idempotent, bool Cancellable, string? LoginError, string? Roles = null)
{
    private const char RolesMark = '@';
    private const char LoginMark = '!';
    private const char BetweenSets = ';';
    private const char BetweenRoles = ',';

    /// <summary>Text form: a digit each for ordering, idempotence and cancellation, the roles, and the login error when there is one.</summary>
    public override string ToString() =>
        $"{(int)Ordering}{(Idempotent ? 1 : 0)}{(Cancellable ? 1 : 0)}{(Roles is null ? "" : RolesMark + Roles)}{(LoginError is null ? "" : LoginMark + LoginError)}";

    /// <summary>The text form of sets of roles; null where there is none.</summary>
    public static string? WriteRoles(IEnumerable<IReadOnlyList<string>> sets) =>
        string.Join(BetweenSets, sets.Select(static set => string.Join(BetweenRoles, set))) is { Length: > 0 } text ? text : null;

    /// <summary>Why a session may not call the handler; null when it may.</summary>
    public string? FindRefusal(SessionSnapshot session) =>
        LoginError is null ? null
        : session.IsGuest ? LoginError
        : Roles is null || HasRoles(session.Roles) ? null
        : GameErrors.RoleRequired;

    /// <summary>
    /// Reads the text form of any version: digits that are missing have their defaults, further ones are for others. Null when the ordering is unknown, for
    /// nothing can be called then.
    /// </summary>
    public static HandlerTraits? Parse(string text)
    {
        var mark = text.IndexOf(LoginMark, StringComparison.Ordinal);
        var digits = mark < 0 ? text : text[..mark];
        var rolesMark = digits.IndexOf(RolesMark, StringComparison.Ordinal);
        var roles = rolesMark < 0 ? null : digits[(rolesMark + 1)..];
        digits = rolesMark < 0 ? digits : digits[..rolesMark];
        var ordering = digits.Length == 0 ? (int)CallOrdering.Ordered : digits[0] - '0';
        return ordering is >= (int)CallOrdering.Ordered and <= (int)CallOrdering.Unordered
            ? new HandlerTraits((CallOrdering)ordering, IsSet(1), IsSet(2), mark < 0 ? null : text[(mark + 1)..], roles)
            : null;

        bool IsSet(int digit) => digits.Length > digit && digits[digit] == '1';
    }

    private bool HasRoles(string[] roles)
    {
        foreach (var set in Roles.AsSpan().Split(BetweenSets))
        {
            var has = false;
            foreach (var role in Roles.AsSpan()[set].Split(BetweenRoles))
            {
                has |= Contains(roles, Roles.AsSpan()[set][role]);
            }

            if (!has)
            {
                return false;
            }
        }

        return true;
    }

    private static bool Contains(string[] roles, ReadOnlySpan<char> wanted)
    {
        foreach (var role in roles)
        {
            if (wanted.SequenceEqual(role))
            {
                return true;
            }
        }

        return false;
    }
}
