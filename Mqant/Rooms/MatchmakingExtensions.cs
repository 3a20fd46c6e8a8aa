using Orleans.Runtime;

namespace Mqant;

/// <summary>Finds matchmakers.</summary>
public static class MatchmakingExtensions
{
    /// <summary>The matchmaker of the rooms that implement an interface; their class carries <see cref="MatchmakingAttribute"/>.</summary>
    public static IMatchmaker GetMatchmaker<TRoom>(this IGrainFactory grains)
        where TRoom : IGrainWithStringKey
    {
        ArgumentNullException.ThrowIfNull(grains);
        return grains.GetMatchmaker(grains.GetGrain<TRoom>(ModuleKeys.Singleton).GetGrainId().Type);
    }

    /// <summary>The id under which a session's player reserves and takes seats.</summary>
    public static string GetPlayerId(this Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.UserId.Length == 0 ? session.Id : session.UserId;
    }

    /// <summary>A session's player as one who looks for a room.</summary>
    public static RoomSeeker GetRoomSeeker(this Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new RoomSeeker(session.GetPlayerId(), session.RemoteAddress, session.IsGuest);
    }

    internal static IMatchmaker GetMatchmaker(this IGrainFactory grains, GrainType rooms) => grains.GetGrain<IMatchmaker>(rooms.ToString());
}
