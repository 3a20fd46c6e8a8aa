using System.Globalization;

namespace Mqant.Gateway.Limits;

/// <summary>How many sockets there are for clients, as settings, files and memory say when the process starts.</summary>
/// <param name="Clients">For client protocols.</param>
/// <param name="Http">For HTTP.</param>
/// <param name="PerAddress">From one address; 0: no limit.</param>
internal sealed record SocketLimits(int Clients, int Http, int PerAddress)
{
    // What the process itself needs: silos, storage, modules, logs.
    private const int Kept = 512;

    // Far more than an idle connection takes.
    private const int MemoryOfOne = 16 * 1024;

    private const int MostHttp = 1_000;

    public int All => Clients + Http;

    /// <summary>For HTTP, from one address.</summary>
    public int HttpPerAddress { get; } = Math.Max(1, Http * 3 / 4);

    public static SocketLimits Of(GatewayOptions options) => Of(options, ReadFileLimit(), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <param name="options">What is set.</param>
    /// <param name="files">How many files the process may have open; null where that is not known.</param>
    /// <param name="memory">How much memory it may have.</param>
    public static SocketLimits Of(GatewayOptions options, long? files, long memory)
    {
        var possible = files is { } most ? most - Math.Min(Kept, most / 4) : int.MaxValue;
        var all = (int)Math.Clamp(options.Limits.MaxSockets ?? Math.Min(possible, memory / MemoryOfOne), 2, Math.Max(2, possible));
        var http = Math.Min(options.Limits.MaxHttpConnections ?? Math.Min(MostHttp, Math.Max(1, all / 4)), all - 1);
        var clients = all - http;
        return new SocketLimits(clients, http, options.MaxConnectionsPerAddress ?? Math.Max(1, (int)(clients * 0.75)));
    }

    // The limit as it is for this process, which .NET has raised as far as it may.
    private static long? ReadFileLimit()
    {
        const string path = "/proc/self/limits";
        const string name = "Max open files";
        try
        {
            var line = File.Exists(path) ? Array.Find(File.ReadAllLines(path), static line => line.StartsWith(name, StringComparison.Ordinal)) : null;
            return line is not null && long.TryParse(line[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture, out var limit) ? limit : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
