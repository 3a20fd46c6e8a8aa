using Mqant;

namespace Guestbook;

/// <summary>A guestbook; each has a name, which is the grain's key.</summary>
[GameModule("Guestbook", Key = KeyPolicy.PayloadField, KeyField = "Book")]
[RequireLogin]
public interface IGuestbook : IGrainWithStringKey
{
    /// <summary>Writes an entry, in Markdown, and returns its number.</summary>
    [Handler("HD_Sign")]
    Task<int> SignAsync(Session session, Sign request);

    /// <summary>The last entries as HTML, the newest first.</summary>
    [Handler("HD_Read"), AllowGuest]
    ValueTask<Page> ReadAsync(Read request);

    /// <summary>The module's version.</summary>
    [Handler("HD_About"), AllowGuest]
    ValueTask<string> AboutAsync();
}
