using System.Diagnostics;
using Xunit;

namespace Mqant.Tests.Infrastructure;

/// <summary>
/// Programs that are not part of the SDK and that some tests drive. A test whose program is missing is skipped and says what to install; with
/// <c>MQANT_TEST_REQUIRE_ALL=1</c>, as in CI, it fails instead.
/// </summary>
internal static class Tools
{
    private static readonly Lazy<string?> PythonWithPaho = new(FindPythonWithPaho);

    /// <summary>The .NET command that runs these tests.</summary>
    public static string Dotnet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private static bool RequireAll => Environment.GetEnvironmentVariable("MQANT_TEST_REQUIRE_ALL") == "1";

    /// <summary>The full path of a program, or a skipped test.</summary>
    public static string Require(string program, string install)
        => Find(program) ?? throw Missing($"{program} is not installed: {install}");

    /// <summary>A file that a package of the system brings, or a skipped test.</summary>
    public static string RequireFile(string path, string install) => File.Exists(path) ? path : throw Missing($"{path} is not installed: {install}");

    /// <summary>Chromium, by one of its names, or a skipped test.</summary>
    public static string RequireChromium()
        => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(Find).FirstOrDefault(path => path is not null)
            ?? throw Missing("Chromium is not installed: apt-get install chromium");

    /// <summary>Skips the test when the gateway was built without npm, and its pages are without MQTT.js for that.</summary>
    public static void RequirePagesWithMqttJs()
    {
        if (!File.Exists(Path.Combine(Path.GetDirectoryName(Programs.Gateway)!, "wwwroot", "lib", "mqtt.js")))
        {
            throw Missing("The gateway was built without npm: apt-get install nodejs npm, and build again");
        }
    }

    /// <summary>A Python interpreter that has the paho client, or a skipped test.</summary>
    public static string RequirePythonWithPaho()
        => PythonWithPaho.Value ?? throw Missing("No Python with the paho client is installed: apt-get install python3-paho-mqtt");

    /// <summary>Node; the test is skipped when it or the MQTT.js package beside the scripts is missing.</summary>
    public static string RequireNodeWithMqttJs()
    {
        var node = Require("node", "apt-get install nodejs npm");
        var scripts = Script("js");
        return Directory.Exists(Path.Combine(scripts, "node_modules", "mqtt"))
            ? node
            : throw Missing($"MQTT.js is not installed: npm ci --prefix {scripts}");
    }

    /// <summary>The path of a script of the stock clients, in the source folder.</summary>
    public static string Script(string name) => Path.Combine(Programs.TestSources, "StockClients", name);

    private static string? Find(string program)
        => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append("/usr/sbin")
            .Append("/usr/local/sbin")
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    // The package manager's interpreter first: the one on the PATH may be another that does not see the system's packages.
    private static string? FindPythonWithPaho()
        => new[] { "/usr/bin/python3", Find("python3") }
            .FirstOrDefault(python => File.Exists(python) && Succeeds(python, "-c", "import paho.mqtt.client"));

    private static bool Succeeds(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static Exception Missing(string sentence)
    {
        if (!RequireAll)
        {
            Assert.Skip(sentence);
        }

        return new InvalidOperationException(sentence);
    }
}
