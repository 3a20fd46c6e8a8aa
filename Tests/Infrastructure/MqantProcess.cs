using System.Net;
using Xunit;

namespace Mqant.Tests.Infrastructure;

/// <summary>A gateway or silo that runs as a process of its own, as in production.</summary>
public sealed class MqantProcess : IGateway, IAsyncDisposable
{
    private readonly ToolProcess _process;

    private MqantProcess(ToolProcess process) => _process = process;

    /// <inheritdoc/>
    public IPEndPoint Tcp => EndPoint("MQTT over TCP");

    /// <inheritdoc/>
    public IPEndPoint WebSocket => EndPoint("MQTT over WebSocket");

    /// <inheritdoc/>
    public IPEndPoint Http => EndPoint("HTTP");

    /// <summary>Base address of the management port.</summary>
    public Uri Management => Find("Management on ") is { } address ? new Uri(address) : throw new InvalidOperationException(Describe("no management port"));

    /// <summary>What the operating system calls the process.</summary>
    public int Id => _process.Id;

    /// <summary>Everything that the process has written.</summary>
    public string Output => _process.Output;

    /// <summary>Starts a gateway on free loopback ports, with its silo embedded unless the settings say otherwise, and waits until it is ready.</summary>
    public static Task<MqantProcess> StartGatewayAsync(params IEnumerable<string> settings)
        => StartAsync(Programs.Gateway, [.. ProgramArguments.Gateway, .. settings]);

    /// <summary>Starts a silo on free loopback ports and waits until it is ready.</summary>
    public static Task<MqantProcess> StartSiloAsync(params IEnumerable<string> settings)
        => StartAsync(Programs.Silo, [.. ProgramArguments.Silo, .. settings]);

    /// <summary>Starts a program with settings on its command line and does not wait for anything.</summary>
    public static MqantProcess Launch(
        string program, IEnumerable<string> settings, IReadOnlyDictionary<string, string>? environment = null, string? workingDirectory = null)
        => new(ToolProcess.Start(Tools.Dotnet, ["exec", program, .. settings], environment, workingDirectory));

    /// <summary>Waits until the process said that it is ready.</summary>
    public Task WaitUntilReadyAsync() => _process.WaitForLineAsync(line => line == "Ready.");

    /// <summary>Waits for a line of output, from the beginning.</summary>
    public Task WaitForLineAsync(string part) => _process.WaitForLineAsync(line => line.Contains(part, StringComparison.Ordinal));

    /// <summary>Waits for the end of the process; returns the exit code.</summary>
    public Task<int> WaitForExitAsync() => _process.WaitForExitAsync();

    /// <summary>Waits until the process has given up its start as a person can read it: exit code 1, and one line, which it returns.</summary>
    public async Task<string> FailToStartAsync()
    {
        var exitCode = await WaitForExitAsync();
        Assert.True(exitCode == 1, Describe($"exit code {exitCode} of a start that cannot succeed"));
        var lines = Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length == 1, Describe($"{lines.Length} lines instead of one"));
        return lines[0];
    }

    /// <summary>Asks the process to end (SIGTERM).</summary>
    public void Terminate() => _process.Terminate();

    /// <summary>Asks the process to end and waits until it has; anything but a clean exit fails.</summary>
    public async Task StopAsync()
    {
        Terminate();
        var exitCode = await WaitForExitAsync();
        Assert.True(exitCode == 0, Describe($"exit code {exitCode} after SIGTERM"));
    }

    /// <summary>Ends the process at once (SIGKILL).</summary>
    public void Kill() => _process.Kill();

    /// <inheritdoc cref="ToolProcess.Pause"/>
    public void Pause() => _process.Pause();

    /// <inheritdoc cref="ToolProcess.Resume"/>
    public void Resume() => _process.Resume();

    /// <summary>A failure message with everything that the process wrote.</summary>
    public string Describe(string problem) => _process.Describe(problem);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task<MqantProcess> StartAsync(string program, IEnumerable<string> settings)
    {
        var process = Launch(program, settings);
        try
        {
            await process.WaitUntilReadyAsync();
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    private IPEndPoint EndPoint(string name)
    {
        var start = name + " on ";
        var endPoint = Find(start);
        Assert.True(endPoint is not null, Describe($"no line '{start}<address>:<port>'"));
        return IPEndPoint.Parse(endPoint);
    }

    private string? Find(string start) => Array.Find(Output.Split(Environment.NewLine), line => line.StartsWith(start, StringComparison.Ordinal))?[start.Length..];
}
