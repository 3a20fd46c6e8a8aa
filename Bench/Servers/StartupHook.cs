using Mqant.Bench.Servers;

/// <summary>
/// Runs inside the servers under test, which the runtime lets it enter before their own code (<c>DOTNET_STARTUP_HOOKS</c>): what
/// <see cref="RuntimeCounts"/> holds is known to nobody outside. Its name, and that it has no namespace, are the runtime's rule.
/// </summary>
internal static class StartupHook
{
    /// <summary>Called by the runtime.</summary>
    public static void Initialize() => new Thread(StandardInput.Answer) { IsBackground = true, Name = "bench" }.Start();
}
