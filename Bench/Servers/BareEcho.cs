using System.ComponentModel;
using System.Diagnostics;

namespace Mqant.Bench.Servers;

/// <summary>The echo in C, compiled on the machine that measures.</summary>
internal static class BareEcho
{
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), $"mqant-bench-{Environment.ProcessId}");

    /// <summary>The program, when <see cref="BuildAsync"/> has made it.</summary>
    internal static string Program { get; } = Path.Combine(Folder, "echo");

    /// <summary>Compiles it; returns why that is not possible here, or null.</summary>
    internal static async Task<string?> BuildAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Folder);
        AppDomain.CurrentDomain.ProcessExit += static (_, _) => Directory.Delete(Folder, recursive: true);
        string source = Path.Combine(Folder, "echo.c");
        await using (var embedded = typeof(BareEcho).Assembly.GetManifestResourceStream("echo.c")!)
        await using (var file = File.Create(source))
        {
            await embedded.CopyToAsync(file, cancellationToken);
        }

        try
        {
            using var compiler = Process.Start(new ProcessStartInfo("cc", ["-O2", "-o", Program, source]) { RedirectStandardError = true })!;
            string errors = await compiler.StandardError.ReadToEndAsync(cancellationToken);
            await compiler.WaitForExitAsync(cancellationToken);
            return compiler.ExitCode == 0 ? null : $"it was not compiled: {errors}";
        }
        catch (Win32Exception)
        {
            return "there is no compiler that is called cc.";
        }
    }
}
