namespace Mqant.Tests.Infrastructure;

/// <summary>Command lines that keep the programs of parallel tests out of each other's way, and load the tests' own modules.</summary>
internal static class ProgramArguments
{
    /// <summary>A silo on free loopback ports.</summary>
    public static IReadOnlyList<string> Silo { get; } =
    [
        "--Mqant:Silo:Address=127.0.0.1",
        "--Mqant:Silo:Port=0",
        "--Mqant:Silo:GatewayPort=0",
        "--Mqant:Management:Port=0",
        $"--Mqant:ModulesPath={Programs.ProbeModules}",
    ];

    /// <summary>A gateway on free loopback ports.</summary>
    public static IReadOnlyList<string> Gateway { get; } =
    [
        .. Silo,
        "--Mqant:Gateway:Address=127.0.0.1",
        "--Mqant:Gateway:TcpPort=0",
        "--Mqant:Gateway:WebSocketPort=0",
        "--Mqant:Gateway:HttpPort=0",
        "--Mqant:Gateway:DrainTimeout=00:00:01",

        // All players of a test come from one address.
        "--Mqant:Gateway:Limits:MaxNewKeysPerMinutePerAddress=0",
    ];
}
