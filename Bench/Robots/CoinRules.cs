using System.Text.Json;

namespace Mqant.Bench.Robots;

/// <summary>The coins on a table of Hitball: each comes once, lies in the world, and is eaten at most once.</summary>
internal sealed class CoinRules
{
    private readonly Dictionary<int, Coin> _coins = [];
    private int _last;

    internal readonly record struct Coin(int Id, double X, double Y);

    internal IReadOnlyCollection<Coin> Coins => _coins.Values;

    /// <summary>The coins on the table that a player comes to.</summary>
    internal string? OnEnter(IEnumerable<Coin> coins)
    {
        _coins.Clear();
        _last = 0;
        string? broken = null;
        foreach (var coin in coins.OrderBy(coin => coin.Id))
        {
            broken ??= OnAdd(coin);
        }

        return broken;
    }

    /// <summary>Checks a push <c>Hitball/OnAddCoins</c>; returns the broken rule.</summary>
    internal string? OnAdd(Coin coin)
    {
        bool isNew = coin.Id > _last && _coins.TryAdd(coin.Id, coin);
        _last = Math.Max(_last, coin.Id);
        return !isNew ? $"coin {coin.Id} came twice, or after coin {_last}"
            : coin.X is < 0 or > BallRules.World || coin.Y is < 0 or > BallRules.World ? $"coin {coin.Id} lies outside of the world"
            : null;
    }

    /// <summary>Checks a push <c>Hitball/OnEatCoins</c>; returns the broken rule.</summary>
    internal string? OnEat(int id) => _coins.Remove(id) ? null : $"coin {id} was eaten although it was not on the table";

    internal static Coin Read(JsonElement coin) =>
        new(coin.GetProperty("Id").GetInt32(), coin.GetProperty("X").GetDouble(), coin.GetProperty("Y").GetDouble());
}
