using Mqant.Bench.Load;

namespace Mqant.Bench.Servers;

/// <summary>The core that a server has for itself, where it is to have one.</summary>
internal static unsafe class OneCore
{
    private const int Number = 0;

    // Of a kernel's set of cores: 1,024.
    private const int Words = 16;

    /// <summary>What starts a program on it.</summary>
    internal static string[] Launcher => ["taskset", "-c", $"{Number}"];

    /// <summary>Has this thread work on the other cores, where there are any.</summary>
    internal static void Leave()
    {
        if (Environment.ProcessorCount == 1)
        {
            return;
        }

        ulong* cores = stackalloc ulong[Words];
        new Span<ulong>(cores, Words).Fill(ulong.MaxValue);
        cores[0] &= ~(1UL << Number);
        if (Libc.SetCores(0, Words * sizeof(ulong), cores) < 0)
        {
            throw Libc.Failure("sched_setaffinity");
        }
    }
}
