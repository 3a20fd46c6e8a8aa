using Mqant.Gateway.Catalog;
using Mqant.Gateway.Push;
using Mqant.Gateway.Sessions;

namespace Mqant.Gateway.Cluster;

/// <summary>
/// Does here what operators have decided: routes leave out what is out of service, and the sessions of those who were banned end. Whoever comes after that is refused where it
/// comes.
/// </summary>
internal sealed class PolicyEnforcement(ModuleCatalog modules, SessionRegistry sessions, TimeProvider time) : IPolicyListener
{
    public void OnPolicyChanged(ClusterPolicy policy, BanList bans)
    {
        modules.Apply(policy);
        if (bans.IsEmpty)
        {
            return;
        }

        var now = time.GetUtcNow();
        foreach (var session in sessions.All)
        {
            if (Find(session, bans, now) is { } ban)
            {
                session.Dismiss(ban.Reason, SessionEndReason.Banned);
            }
        }
    }

    private static Ban? Find(ClientSession session, BanList bans, DateTimeOffset now) =>
        (session.UserId is { Length: > 0 } user ? bans.Find(BanKind.User, user, now) : null)
        ?? bans.Find(BanKind.ClientId, session.ClientName, now)
        ?? bans.Find(BanKind.Address, session.Snapshot.RemoteAddress, now);
}
