using System.Net;
using Mqant.Gateway.Groups;
using Mqant.Gateway.Sessions;

namespace Mqant.Gateway.Push;

/// <summary>What operators are told of the sessions and groups of this gateway.</summary>
internal sealed class SessionQueries(SessionRegistry sessions, GroupRegistry groups, TimeProvider time)
{
    /// <summary>The sessions that a query means, the newest first.</summary>
    public PlayerSummary[] Find(PlayerQuery query) =>
        [.. Choose(query).Where(static session => session.IsOpen).OrderByDescending(static session => session.Number).Take(PlayerQuery.MaxFound).Select(Summarize)];

    /// <summary>A session with all that this gateway knows of it; its requests are remembered from now on.</summary>
    public SessionDescription? Describe(long number)
    {
        if (sessions.Find(number) is not { IsOpen: true } session)
        {
            return null;
        }

        var (groups, watchers) = session.GetTies();
        return new SessionDescription(
            Summarize(session), new Dictionary<string, string>(session.Snapshot.Settings, StringComparer.Ordinal), groups, watchers, session.WatchRequests(time.GetUtcNow()));
    }

    /// <summary>The groups whose name contains a text, whatever its case; all where it is empty.</summary>
    public GroupSummary[] FindGroups(string search) =>
        [.. groups.All
            .Where(group => group.Name.Contains(search, StringComparison.OrdinalIgnoreCase))
            .Select(static group => new GroupSummary(group.Name, group.Count))
            .Where(static group => group.Members > 0)
            .OrderByDescending(static group => group.Members)
            .Take(GroupSummary.MaxFound)];

    private IEnumerable<ClientSession> Choose(PlayerQuery query)
    {
        switch (query.Kind)
        {
            case PlayerQueryKind.User:
                return sessions.All.Where(session => session.UserId == query.Value);
            case PlayerQueryKind.ClientId:
                return sessions.All.Where(session => session.ClientName == query.Value);
            case PlayerQueryKind.Session:
                return SessionIds.TryParse(query.Value, out _, out var number) && sessions.Find(number) is { } found && found.Id == query.Value ? [found] : [];
            default:
                return AddressRanges.TryParse(query.Value, out var range) ? sessions.All.Where(session => IsIn(range, session)) : [];
        }
    }

    private static bool IsIn(IPNetwork range, ClientSession session) =>
        AddressRanges.TryParseAddress(session.Snapshot.RemoteAddress, out var address) && range.Contains(address);

    private static PlayerSummary Summarize(ClientSession session)
    {
        var snapshot = session.Snapshot;
        var device = snapshot.Settings.GetValueOrDefault(SessionSettings.Device) ?? snapshot.Settings.GetValueOrDefault(SessionSettings.UserAgent) ?? "";
        return new PlayerSummary(
            session.Id, snapshot.UserId, session.ClientName, snapshot.RemoteAddress, snapshot.Transport, device, snapshot.Gateway.ToString(), session.OpenedAt);
    }
}
