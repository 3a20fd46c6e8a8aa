namespace Mqant.Grains.XaXb;

/// <summary>A table of XaXb. Its key is the BigRoomId.</summary>
[Alias("mqant.demo.IXaXbTable")]
public interface IXaXbTable : IGrainWithStringKey
{
    /// <summary>Takes a seat.</summary>
    /// <exception cref="GameException">There is no such table, or it is full.</exception>
    [Alias("Enter")]
    ValueTask EnterAsync(Session session);

    /// <summary>Gives the seat up; the game is over.</summary>
    [Alias("Exit")]
    ValueTask ExitAsync(Session session);

    /// <summary>Sits down.</summary>
    /// <exception cref="GameException">The session has no seat at this table.</exception>
    [Alias("SitDown")]
    ValueTask SitDownAsync(Session session);

    /// <summary>Sits down and plays on after a pause.</summary>
    [Alias("StartGame")]
    ValueTask StartGameAsync(Session session);

    /// <summary>Pauses the game.</summary>
    [Alias("PauseGame")]
    ValueTask PauseGameAsync(Session session);

    /// <summary>Stakes on a digit.</summary>
    [Alias("Stake")]
    ValueTask StakeAsync(Session session, int target);
}
