using Mqant;

namespace MyGame.Contracts;

/// <summary>
/// A room in which players race for coins. A client asks <c>Rooms/HD_QuickMatch {"module":"Coins"}</c> for one, and calls it by the topic in the answer. Pushes:
/// <c>Coins/OnBoard</c> (a <see cref="BoardView"/>) at every tick, <c>Coins/OnWon</c> (a <see cref="Won"/>) at the end.
/// </summary>
[GameModule("Coins", AllowKeyInTopic = true), RequireLogin]
[Alias("MyGame.ICoins")]
public interface ICoins : IGrainWithStringKey
{
    /// <summary>Takes a seat, or the one that the player has already.</summary>
    [Handler("HD_Join")]
    [Alias("Join")]
    ValueTask<BoardView> JoinAsync(Session session);

    /// <summary>Turns the player, who goes on in that direction from the next tick on.</summary>
    [Handler("HD_Turn")]
    [Alias("Turn")]
    ValueTask TurnAsync(Session session, Turn turn);
}
