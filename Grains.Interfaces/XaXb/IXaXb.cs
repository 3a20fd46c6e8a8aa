namespace Mqant.Grains.XaXb;

/// <summary>
/// A guessing game for two: both stake on a digit, and the one nearest to the digit that is drawn wins. Clients do not name a table in the topic, so this
/// module finds theirs: one grain for each session, which keeps the session's order.
/// </summary>
[GameModule("XaXb", Key = KeyPolicy.Session)]
public interface IXaXb : IGrainWithStringKey
{
    /// <summary>Finds a table with a free seat and reserves it.</summary>
    [Handler("HD_GetUsableTable")]
    ValueTask<UsableTable> GetUsableTableAsync(Session session);

    /// <summary>Enters a table, after leaving the one that the session is at.</summary>
    [Handler("HD_Enter")]
    ValueTask<string> EnterAsync(Session session, AtTable request);

    /// <summary>Leaves a table.</summary>
    [Handler("HD_Exit")]
    ValueTask<string> ExitAsync(Session session, AtTable request);

    /// <summary>Sits down at the table that the session entered, as those below play there: the game starts when both players have.</summary>
    [Handler("HD_SitDown")]
    ValueTask<string> SitDownAsync(Session session);

    /// <summary>Sits down, and plays on after a pause.</summary>
    [Handler("HD_StartGame")]
    ValueTask<string> StartGameAsync(Session session);

    /// <summary>Pauses the game.</summary>
    [Handler("HD_PauseGame")]
    ValueTask<string> PauseGameAsync(Session session);

    /// <summary>Stakes on a digit; counts once in each round, until the digit is drawn.</summary>
    [Handler("HD_Stake")]
    ValueTask<string> StakeAsync(Session session, StakeOn request);

    /// <summary>Answers <c>success</c>.</summary>
    [Handler("HD_Hello")]
    ValueTask<string> HelloAsync();
}
