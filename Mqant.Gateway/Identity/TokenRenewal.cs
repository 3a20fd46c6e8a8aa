using Mqant.Gateway.Sessions;
using Mqant.Gateway.Tokens;

namespace Mqant.Gateway.Identity;

/// <summary>Tokens of clients that are connected already: they log a guest in, or renew the login that another token made.</summary>
internal sealed class TokenRenewal(TokenValidator tokens, FailureBook failures, SessionExpiry expiry, PolicyFollower policy, INamePolicy names)
{
    /// <summary>Takes a token; returns what the client is told where it is not accepted, or null.</summary>
    public async Task<string?> RenewAsync(ClientSession session, string token)
    {
        var address = AddressKey.Of(session.Snapshot.RemoteAddress);
        if (failures.Begin(address) is { } wait)
        {
            return AccountErrors.TooManyTries(wait);
        }

        var check = await tokens.CheckAsync(token);
        if (check.Identity is not { } identity)
        {
            if (check.IsUnavailable)
            {
                failures.TakeBack(address);
            }

            return check.Refusal;
        }

        failures.TakeBack(address);

        if (names.Normalize(NameKind.User, identity.UserId) is not { } user)
        {
            return AccountErrors.BadToken;
        }

        if (policy.FindBan(BanKind.User, user) is { } ban)
        {
            return GameErrors.Banned(ban.Reason);
        }

        var rights = SessionRights.Of(identity.Roles);
        if (expiry.FindUser(session) is { } present)
        {
            if (user != present)
            {
                return AccountErrors.OtherUser;
            }

            // Where the game has bound the session to somebody else since then, that is the game's business.
            session.SetRights(user, rights);
        }
        else if (!session.Snapshot.IsGuest)
        {
            return AccountErrors.OtherUser;
        }
        else if ((await session.BindAsync(session.Snapshot.Epoch, user, store: true, rights)).Error is { } error)
        {
            return error;
        }

        session.Apply(session.Snapshot.Epoch, new SessionChanges { Settings = [.. identity.Settings.Select(static setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))] });
        expiry.Set(session, user, identity.Expires);
        return null;
    }
}
