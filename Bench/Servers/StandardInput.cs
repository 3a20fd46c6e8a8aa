namespace Mqant.Bench.Servers;

/// <summary>How a server of this tool learns that nobody needs it any more.</summary>
internal static class StandardInput
{
    /// <summary>
    /// Completes when it is told to stop or when the process that started it, and holds the other end of its input, is gone.
    /// </summary>
    internal static async Task WaitForEndAsync(CancellationToken cancellationToken)
    {
        // Reading the console blocks its thread and knows no cancellation.
        var input = Task.Factory.StartNew(
            () => Console.OpenStandardInput().CopyTo(Stream.Null), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAny(input, Task.Delay(Timeout.Infinite, cancellationToken));
    }
}
