using Mqant.Bench.Servers;

/// <summary>
/// Runs inside the servers, which the runtime lets it enter before their own code (<c>DOTNET_STARTUP_HOOKS</c>): how much a process
/// has allocated is known to nobody outside. Name and place, no namespace, are the runtime's rule.
/// </summary>
internal static class StartupHook
{
    /// <summary>Answers every line of input with the bytes allocated so far.</summary>
    public static void Initialize()
    {
        new Thread(() =>
        {
            using var input = new StreamReader(Console.OpenStandardInput());
            while (input.ReadLine() is not null)
            {
                Console.WriteLine(ServerProcess.AllocatedLine + GC.GetTotalAllocatedBytes());
            }
        })
        {
            IsBackground = true,
            Name = "bench",
        }.Start();
    }
}
