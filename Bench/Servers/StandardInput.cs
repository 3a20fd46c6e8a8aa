using System.Globalization;
using System.Runtime;
using System.Text.Json;

namespace Mqant.Bench.Servers;

/// <summary>The line from this tool to a server that it started: questions come in, and its end is the end of the tool.</summary>
internal static class StandardInput
{
    /// <summary>The question for the room ticks since it was asked last; nothing is collected before the first time.</summary>
    internal const string TicksQuestion = "ticks";

    /// <summary>The question for what is in use of the heap, once all that is not has been collected.</summary>
    internal const string HeapQuestion = "heap";

    private const string AnswerStart = "bench: ";
    private const string HeapAnswerStart = "bench-heap: ";
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

            if (question == HeapQuestion)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{HeapAnswerStart}{CollectedHeap()}"));
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

    /// <summary>Reads an answer to <see cref="HeapQuestion"/>; null when the line is none.</summary>
    internal static long? ReadHeap(string line) =>
        line.StartsWith(HeapAnswerStart, StringComparison.Ordinal) ? long.Parse(line[HeapAnswerStart.Length..], CultureInfo.InvariantCulture) : null;

    /// <summary>As <see cref="Answer"/>, for servers of this tool itself, which also end when they are told to.</summary>
    internal static async Task AnswerAsync(CancellationToken cancellationToken)
    {
        // Reading the console blocks its thread and knows no cancellation.
        var answering = Task.Factory.StartNew(Answer, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAny(answering, Task.Delay(Timeout.Infinite, cancellationToken));
    }

    private static long CollectedHeap()
    {
        // What finalizers let go is collected the second time.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: false);
    }
}
