using System.Globalization;
using CsCheck;

namespace Mqant.Tests.Fuzz;

/// <summary>
/// How long a property is tried: some thousand times in the test suite, and for as many seconds as <c>MQANT_TEST_FUZZ_SECONDS</c> says by hand. What breaks
/// one is printed with a seed, which <c>CsCheck_Seed</c> takes to try it again.
/// </summary>
internal static class Property
{
    private const int Times = 5_000;

    private static readonly int Seconds =
        int.TryParse(Environment.GetEnvironmentVariable("MQANT_TEST_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out var seconds) ? seconds : -1;

    /// <summary>Tries a property with what a generator makes.</summary>
    public static void Holds<T>(this Gen<T> gen, Action<T> property, Func<T, string> print) => gen.Sample(property, iter: Times, time: Seconds, print: print);

    /// <summary>Tries a property of bytes.</summary>
    public static void Holds(this Gen<byte[]> gen, Action<byte[]> property) => gen.Holds(property, Convert.ToHexString);

    /// <summary>Tries a property of bytes that arrive in pieces.</summary>
    public static void Holds(this Gen<Arriving> gen, Action<Arriving> property) => gen.Holds(property, static arriving => arriving.ToString());

    /// <summary>Tries a property of what shares something: one after the other, and not as often.</summary>
    public static Task HoldsInTurnAsync<T>(this Gen<T> gen, Func<T, Task> property, Func<T, string> print)
        => gen.SampleAsync(property, iter: Times / 5, time: Seconds, threads: 1, print: print);

    /// <summary>Tries a property of bytes that arrive in pieces, and that somebody waits for.</summary>
    public static Task HoldsAsync(this Gen<Arriving> gen, Func<Arriving, Task> property)
        => gen.SampleAsync(property, iter: Times, time: Seconds, print: static arriving => arriving.ToString());
}
