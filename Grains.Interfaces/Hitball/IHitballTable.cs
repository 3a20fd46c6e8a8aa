namespace Mqant.Grains.Hitball;

/// <summary>A table on which balls collect coins. <c>Hitball</c> is one that everybody shares, <c>Hitball@name</c> is another.</summary>
[GameModule("Hitball", AllowKeyInTopic = true)]
public interface IHitballTable : IGrainWithStringKey
{
    /// <summary>Puts the player's ball on the table. A guest is bound to a random user id.</summary>
    [Handler("HD_Join")]
    ValueTask<string> JoinAsync(Session session);

    /// <summary>Shoots the player's ball.</summary>
    [Handler("HD_Fire")]
    ValueTask<string> FireAsync(Session session, FireBall request);

    /// <summary>
    /// Eats a coin, if the player's ball touches it. One that is out of reach comes back to all clients within about a second, under another number: a client
    /// may have hidden it already.
    /// </summary>
    [Handler("HD_EatCoin")]
    ValueTask<string> EatCoinAsync(Session session, EatCoin request);

    /// <summary>Sends the position back to the caller; of no effect on the game.</summary>
    [Handler("HD_Move")]
    ValueTask<string> MoveAsync(Session session, MoveBall request);
}
