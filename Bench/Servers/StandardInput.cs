using System.Globalization;
using System.Runtime;

namespace Mqant.Bench.Servers;

/// <summary>The line from this tool to a server that it started: questions come in, and its end is the end of the tool.</summary>
internal static class StandardInput
{
    private const string AnswerStart = "bench: ";

    /// <summary>Answers every line of input with the counts of this process, until the input ends.</summary>
    internal static void Answer()
    {
        using var input = new StreamReader(Console.OpenStandardInput());
        while (input.ReadLine() is not null)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{AnswerStart}{GC.GetTotalAllocatedBytes(precise: true)} {JitInfo.GetCompiledMethodCount()}"));
        }
    }

    /// <summary>Reads an answer; false when the line is none.</summary>
    internal static bool TryRead(string line, out RuntimeCounts counts)
    {
        string[] words = line.StartsWith(AnswerStart, StringComparison.Ordinal) ? line[AnswerStart.Length..].Split(' ') : [];
        if (words.Length == 2 && long.TryParse(words[0], out long allocated) && long.TryParse(words[1], out long compiled))
        {
            counts = new(allocated, compiled);
            return true;
        }

        counts = default;
        return false;
    }

    /// <summary>As <see cref="Answer"/>, for servers of this tool itself, which also end when they are told to.</summary>
    internal static async Task AnswerAsync(CancellationToken cancellationToken)
    {
        // Reading the console blocks its thread and knows no cancellation.
        var answering = Task.Factory.StartNew(Answer, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAny(answering, Task.Delay(Timeout.Infinite, cancellationToken));
    }
}
