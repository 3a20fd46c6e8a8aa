namespace Guestbook;

/// <summary>Request of <see cref="IGuestbook.SignAsync"/>.</summary>
[GenerateSerializer, Alias("guestbook.Sign")]
public sealed record Sign([property: Id(0)] string? Book, [property: Id(1)] string? Text);

/// <summary>Request of <see cref="IGuestbook.ReadAsync"/>.</summary>
[GenerateSerializer, Alias("guestbook.Read")]
public sealed record Read([property: Id(0)] string? Book);

/// <summary>Result of <see cref="IGuestbook.ReadAsync"/>.</summary>
[GenerateSerializer, Alias("guestbook.Page")]
public sealed record Page([property: Id(0)] int Total, [property: Id(1)] IReadOnlyList<Entry> Entries);

/// <summary>An entry as clients see it.</summary>
[GenerateSerializer, Alias("guestbook.Entry")]
public sealed record Entry([property: Id(0)] string User, [property: Id(1)] string Html);
