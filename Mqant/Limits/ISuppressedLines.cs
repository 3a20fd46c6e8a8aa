using Microsoft.Extensions.Logging;

namespace Mqant;

/// <summary>Hears of lines that are not logged because there were enough of their kind: whoever counts what is logged counts these too.</summary>
internal interface ISuppressedLines
{
    /// <summary>A line was not logged.</summary>
    void Add<TState>(string category, LogLevel level, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter);
}
