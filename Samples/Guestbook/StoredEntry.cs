namespace Guestbook;

/// <summary>An entry as it is stored.</summary>
[GenerateSerializer, Alias("guestbook.StoredEntry")]
public sealed record StoredEntry([property: Id(0)] string User, [property: Id(1)] string Markdown);
