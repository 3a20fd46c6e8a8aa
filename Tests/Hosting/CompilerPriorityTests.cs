using System.Globalization;
using System.Reflection.Emit;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>The programs let the runtime's compiler give way, and nobody else.</summary>
public sealed class CompilerPriorityTests(RedisServers servers)
{
    private const string Compiler = ".NET Tiered";
    private const string Collector = ".NET BGC";

    [Fact]
    public async Task Programs_HaveACompilerThatGivesWay()
    {
        Linux();
        var name = $"test-{Guid.NewGuid():N}";
        string[] apart =
        [
            "--Mqant:Cluster:Mode=Redis",
            $"--Mqant:Cluster:Redis={await servers.GetAddressAsync(Redis.Garnet)}",
            $"--Mqant:Cluster:ClusterId={name}",
            $"--Mqant:Cluster:ServiceId={name}",
        ];
        await using var silo = MqantProcess.Launch(Programs.Silo, [.. ProgramArguments.Silo, .. apart]);
        await using var gateway = MqantProcess.Launch(Programs.Gateway, [.. ProgramArguments.Gateway, .. apart]);
        await silo.WaitUntilReadyAsync();
        await GivesWayAsync(silo.Id);
        await gateway.WaitUntilReadyAsync();
        await GivesWayAsync(gateway.Id);
    }

    /// <summary>The runtime ends its thread when there is nothing to compile, and begins another.</summary>
    [Fact]
    public async Task Start_IsForThreadsThatBeginLater()
    {
        Linux();
        const string name = "compiler test";
        using var priority = new CompilerPriority(name);
        await priority.StartAsync(TestContext.Current.CancellationToken);
        var first = 0;
        for (var i = 0; i < 2; i++)
        {
            using var isOver = new ManualResetEventSlim();
            var thread = new Thread(isOver.Wait) { IsBackground = true, Name = name };
            thread.Start();
            var lowered = 0;
            await Until.TrueAsync(() => Compile() && (lowered = FindLowered(Threads(Environment.ProcessId), Environment.ProcessId, name, first)) != 0);
            first = lowered;
            isOver.Set();
            thread.Join();
        }
    }

    private static async Task GivesWayAsync(int process)
    {
        await Until.TrueAsync(() => FindLowered(Threads(process), process, Compiler, except: 0) != 0);

        // The collector's may have been begun by the compiler's.
        var others = Threads(process).Where(static thread => !thread.Name.StartsWith(Compiler, StringComparison.Ordinal) && thread.Name != Collector).ToList();
        Assert.All(others, thread => Assert.True(thread.Niceness == Own(others, process), $"{thread}"));
    }

    private static int FindLowered(List<(int Id, string Name, int Niceness)> threads, int process, string name, int except) => threads
        .FirstOrDefault(thread => thread.Id != except && thread.Name.StartsWith(name, StringComparison.Ordinal) && thread.Niceness == Math.Min(Own(threads, process) + 5, 19)).Id;

    // What the process was started with, which its first thread has.
    private static int Own(List<(int Id, string Name, int Niceness)> threads, int process) => threads.Single(thread => thread.Id == process).Niceness;

    private static bool Compile()
    {
        var method = new DynamicMethod("Nothing", typeof(bool), []);
        var code = method.GetILGenerator();
        code.Emit(OpCodes.Ldc_I4_1);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<bool>>()();
    }

    private static List<(int Id, string Name, int Niceness)> Threads(int process)
    {
        var threads = new List<(int, string, int)>();
        foreach (var thread in Directory.EnumerateDirectories($"/proc/{process}/task"))
        {
            try
            {
                // The name is in brackets and may hold spaces; the niceness is the nineteenth field (proc_pid_stat(5)).
                var fields = File.ReadAllText(Path.Combine(thread, "stat")).Split('(', ')');
                var niceness = fields[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[16];
                threads.Add((int.Parse(fields[0], CultureInfo.InvariantCulture), fields[1], int.Parse(niceness, CultureInfo.InvariantCulture)));
            }
            catch (IOException)
            {
                // It has ended in the meantime.
            }
        }

        return threads;
    }

    private static void Linux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only: other systems do not tell their threads apart.");
}
