namespace Mqant;

/// <summary>
/// A number that all threads add to and hardly anybody reads. Each core has a place of its own, so that cores do not take the same piece of memory from each other: adding
/// takes a few nanoseconds however many do it.
/// </summary>
internal sealed class StripedCounter
{
    // Two cache lines: processors fetch them in pairs.
    private const int Padding = 16;

    private readonly long[] _places = new long[Padding * (Stripes.Count + 1)];

    /// <summary>The sum.</summary>
    public long Value
    {
        get
        {
            var sum = 0L;
            for (var i = Padding; i < _places.Length; i += Padding)
            {
                sum += Volatile.Read(ref _places[i]);
            }

            return sum;
        }
    }

    public void Add(long number) => Interlocked.Add(ref _places[Padding * (Stripes.Current + 1)], number);
}
