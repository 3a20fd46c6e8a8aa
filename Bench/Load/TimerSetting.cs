using System.Runtime.InteropServices;

namespace Mqant.Bench.Load;

/// <summary><c>struct itimerspec</c> of Linux.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimerSetting
{
    internal long IntervalSeconds;
    internal long IntervalNanoseconds;
    internal long FirstSeconds;
    internal long FirstNanoseconds;
}
