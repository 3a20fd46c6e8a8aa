namespace Mqant;

/// <summary>Somebody who is not let in.</summary>
/// <param name="Id">Names the ban, to lift it; safe in a URL.</param>
/// <param name="Kind">What it names.</param>
/// <param name="Value">Whom it names; an address or network in its shortest form.</param>
/// <param name="Until">When it ends; null: never.</param>
/// <param name="Reason">Why, as the client is told.</param>
/// <param name="By">Who banned.</param>
/// <param name="At">When.</param>
[GenerateSerializer, Immutable, Alias("mqant.Ban")]
internal sealed record Ban(
    [property: Id(0)] string Id,
    [property: Id(1)] BanKind Kind,
    [property: Id(2)] string Value,
    [property: Id(3)] DateTimeOffset? Until,
    [property: Id(4)] string Reason,
    [property: Id(5)] string By,
    [property: Id(6)] DateTimeOffset At)
{
    /// <summary>Whether it is over.</summary>
    public bool IsOver(DateTimeOffset now) => Until <= now;
}
