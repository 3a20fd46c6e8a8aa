namespace Mqant.Bench.Rooms;

/// <summary>A room as action games have them: at each tick it moves everybody and tells everybody where all are.</summary>
[GameModule("Arena", AllowKeyInTopic = true)]
public interface IArena : IGrainWithStringKey
{
    /// <summary>Takes a seat. A guest is bound to an id that is made up.</summary>
    [Handler("HD_Join")]
    ValueTask<string> JoinAsync(Session session);
}
