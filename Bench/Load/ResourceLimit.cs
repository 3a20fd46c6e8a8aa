using System.Runtime.InteropServices;

namespace Mqant.Bench.Load;

/// <summary><c>struct rlimit</c> of Linux.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ResourceLimit
{
    internal ulong Soft;
    internal ulong Hard;
}
