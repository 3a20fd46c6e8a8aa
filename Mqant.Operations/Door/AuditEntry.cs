namespace Mqant.Operations.Door;

/// <summary>Something that somebody did in the console, or wanted to.</summary>
/// <param name="Id">Grows from entry to entry.</param>
/// <param name="At">When.</param>
/// <param name="Who">Who.</param>
/// <param name="Role">What they may do: <c>viewer</c>, <c>operator</c>, <c>admin</c>.</param>
/// <param name="From">The address that they came from.</param>
/// <param name="Action">What: <c>module.take-out</c>.</param>
/// <param name="Target">To what: the module, the session, the user.</param>
/// <param name="Detail">What they said to it.</param>
/// <param name="Outcome"><c>done</c>, or <c>refused: </c> and why.</param>
[GenerateSerializer, Immutable, Alias("mqant.AuditEntry")]
internal sealed record AuditEntry(
    [property: Id(0)] long Id,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] string Who,
    [property: Id(3)] string Role,
    [property: Id(4)] string From,
    [property: Id(5)] string Action,
    [property: Id(6)] string Target,
    [property: Id(7)] string Detail,
    [property: Id(8)] string Outcome);
