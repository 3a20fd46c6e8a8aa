using System.Collections.Immutable;

namespace Mqant;

/// <summary>The budgets of this process. Whoever keeps one tells here how it is read.</summary>
internal sealed class Budgets
{
    private ImmutableArray<Func<Budget?>> _readers = [];

    /// <summary>Adds a budget; the function answers null while there is none.</summary>
    public void Add(Func<Budget?> read) => ImmutableInterlocked.Update(ref _readers, static (readers, added) => readers.Add(added), read);

    /// <summary>All of them as they are now.</summary>
    public Budget[] Read() => [.. _readers.Select(static read => read()).OfType<Budget>()];
}
