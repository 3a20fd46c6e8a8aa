namespace Mqant.Gateway.Limits;

/// <summary>
/// Bytes that are kept for one client. The <see cref="ByteBudget"/> of all is told in steps: who never has much costs nothing but this addition. Not thread-safe, but for
/// <see cref="Count"/>.
/// </summary>
internal struct HeldBytes
{
    internal const int Step = 4 * 1024;

    private int _count;
    private int _told;

    public readonly int Count => Volatile.Read(in _count);

    public void Add(int bytes, ByteBudget budget) => Set(_count + bytes, budget);

    public void Set(int count, ByteBudget budget)
    {
        Volatile.Write(ref _count, count);
        var change = count - _told;
        if (change is >= Step or <= -Step || (count == 0 && change != 0))
        {
            budget.Add(change);
            _told = count;
        }
    }
}
