using System.Collections.Immutable;

namespace Mqant.Tests.Core;

/// <summary>States of one grain as its class was written and written anew.</summary>
internal static class StoredStates
{
    [GenerateSerializer]
    internal sealed class Account
    {
        [Id(0)]
        public int Gold { get; set; }

        [Id(1)]
        public string Title { get; set; } = "";
    }

    [GenerateSerializer]
    internal sealed class AccountWithMore
    {
        [Id(0)]
        public int Gold { get; set; }

        [Id(1)]
        public string Title { get; set; } = "";

        [Id(2)]
        public int Gems { get; set; } = 3;
    }

    [GenerateSerializer]
    internal sealed class AccountWithLess
    {
        [Id(1)]
        public string Title { get; set; } = "";
    }

    [GenerateSerializer]
    internal sealed class AccountRenamed
    {
        [Id(0)]
        public int Coins { get; set; }

        [Id(1)]
        public string Rank { get; set; } = "";
    }

    [GenerateSerializer]
    internal sealed class AccountOfAnotherKind
    {
        [Id(0)]
        public string Gold { get; set; } = "";
    }

    internal sealed class AccountWithoutSerializer
    {
        public int Gold { get; set; }
    }

    [GenerateSerializer]
    internal sealed record Tag([property: Id(0)] string Name, [property: Id(1)] ImmutableArray<int> Numbers);

    [GenerateSerializer, Alias("mqant.tests.StoredItem")]
    internal abstract class Item
    {
        [Id(0)]
        public string Name { get; set; } = "";
    }

    [GenerateSerializer, Alias("mqant.tests.StoredSword")]
    internal sealed class Sword : Item
    {
        [Id(0)]
        public int Edge { get; set; }
    }

    [GenerateSerializer, Alias("mqant.tests.StoredBag")]
    internal sealed class Bag
    {
        [Id(0)]
        public List<Item> Items { get; set; } = [];
    }
}
