using Markdig;
using Mqant;

namespace Guestbook;

internal sealed class GuestbookGrain([PersistentState("guestbook")] IPersistentState<GuestbookState> book) : Grain, IGuestbook
{
    private const int Kept = 50;
    private const int MaxText = 1_000;

    // Entries come from players: HTML in them stays text.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().Build();

    public async Task<int> SignAsync(Session session, Sign request)
    {
        if (request is not { Book.Length: > 0, Text: { Length: > 0 and <= MaxText } text })
        {
            throw new GameException($"Book is missing, or Text is missing or longer than {MaxText}");
        }

        var state = book.State;
        state.Entries.Add(new StoredEntry(session.UserId, text));
        state.Entries.RemoveRange(0, Math.Max(0, state.Entries.Count - Kept));
        state.Total++;

        // Before the reply: who was told a number finds the entry again, whatever happens to this silo.
        await book.WriteStateAsync();
        return state.Total;
    }

    public ValueTask<Page> ReadAsync(Read request) => new(new Page(
        book.State.Total,
        [.. Enumerable.Reverse(book.State.Entries).Select(entry => new Entry(entry.User, Markdown.ToHtml(entry.Markdown, Pipeline).Trim()))]));

    public ValueTask<string> AboutAsync() => new($"Guestbook {typeof(GuestbookGrain).Assembly.GetName().Version?.ToString(3)}");
}
