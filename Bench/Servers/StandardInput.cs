using System.Globalization;
using System.Runtime;
using System.Text.Json;

namespace Mqant.Bench.Servers;

/// <summary>The line from this tool to a server that it started: questions come in, and its end is the end of the tool.</summary>
internal static class StandardInput
{
    /// <summary>The question for the room ticks since it was asked last; nothing is collected before the first time.</summary>
    internal const string TicksQuestion = "ticks";

    private const string AnswerStart = "bench: ";
    private const string TicksAnswerStart = "bench-ticks: ";

    /// <summary>Answers every line of input, with the counts of this process unless it asks for something else, until the input ends.</summary>
    internal static void Answer()
    {
        using var input = new StreamReader(Console.OpenStandardInput());
        TickListener? ticks = null;
        while (input.ReadLine() is { } question)
        {
            if (question == TicksQuestion)
            {
                ticks ??= new();
                Console.WriteLine(TicksAnswerStart + JsonSerializer.Serialize(ticks.Take()));
                continue;
            }

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

    /// <summary>Reads an answer to <see cref="TicksQuestion"/>; null when the line is none.</summary>
    internal static TickTimes? ReadTicks(string line) =>
        line.StartsWith(TicksAnswerStart, StringComparison.Ordinal) ? JsonSerializer.Deserialize<TickTimes>(line[TicksAnswerStart.Length..]) : null;

    /// <summary>As <see cref="Answer"/>, for servers of this tool itself, which also end when they are told to.</summary>
    internal static async Task AnswerAsync(CancellationToken cancellationToken)
    {
        // Reading the console blocks its thread and knows no cancellation.
        var answering = Task.Factory.StartNew(Answer, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAny(answering, Task.Delay(Timeout.Infinite, cancellationToken));
    }
}
