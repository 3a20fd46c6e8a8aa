namespace Mqant.Bench.Servers;

/// <summary>The line from this tool to a server that it started: questions come in, and its end is the end of the tool.</summary>
internal static class StandardInput
{
    /// <summary>Begins the answer to every question.</summary>
    internal const string AllocatedLine = "bench: allocated ";

    /// <summary>Answers every line of input with the bytes that this process has allocated so far, until the input ends.</summary>
    internal static void Answer()
    {
        using var input = new StreamReader(Console.OpenStandardInput());
        while (input.ReadLine() is not null)
        {
            Console.WriteLine(AllocatedLine + GC.GetTotalAllocatedBytes());
        }
    }

    /// <summary>As <see cref="Answer"/>, for servers of this tool itself, which also end when they are told to.</summary>
    internal static async Task AnswerAsync(CancellationToken cancellationToken)
    {
        // Reading the console blocks its thread and knows no cancellation.
        var answering = Task.Factory.StartNew(Answer, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAny(answering, Task.Delay(Timeout.Infinite, cancellationToken));
    }
}
