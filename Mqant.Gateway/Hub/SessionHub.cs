using Mqant.Gateway.Catalog;
using Mqant.Gateway.Identity;
using Mqant.Gateway.Push;
using Mqant.Gateway.Sessions;

namespace Mqant.Gateway.Hub;

/// <summary>The door through which client protocols open the sessions of this gateway process.</summary>
public sealed class SessionHub
{
    private readonly SessionRegistry _registry;
    private readonly ModuleCatalog _modules;
    private readonly LaneReceiver _receiver;
    private readonly ClientAuthentication _authentication;
    private readonly SessionExpiry _expiry;
    private readonly ClientIds _clientIds;
    private readonly SessionDrain _drain;
    private readonly PolicyFollower _policy;
    private readonly ISessionHost _host;
    private readonly INamePolicy _names;

    internal SessionHub(
        SessionRegistry registry,
        ModuleCatalog modules,
        LaneReceiver receiver,
        ClientAuthentication authentication,
        SessionExpiry expiry,
        ClientIds clientIds,
        SessionDrain drain,
        PolicyFollower policy,
        ISessionHost host,
        INamePolicy names)
    {
        _registry = registry;
        _modules = modules;
        _receiver = receiver;
        _authentication = authentication;
        _expiry = expiry;
        _clientIds = clientIds;
        _drain = drain;
        _policy = policy;
        _host = host;
        _names = names;
    }

    /// <summary>Sessions that are open now.</summary>
    public int Count => _registry.Count;

    /// <summary>
    /// Opens a session for a connection whose client introduced itself. Sessions that it replaces are closed.
    /// </summary>
    /// <exception cref="SessionRefusedException">The gateway is not ready or draining, or the client is not let in.</exception>
    public async ValueTask<ClientSession> OpenAsync(IClientConnection connection, SessionOpening opening, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(opening);
        if (_drain.HasBegun)
        {
            throw new SessionRefusedException(SessionRefusal.Draining);
        }

        // Without a silo it is not known either which authenticators there are, and who is banned.
        if (_receiver.Address is not { } address || !_modules.WhenOffered.IsCompleted || !_policy.WhenKnown.IsCompleted)
        {
            throw new SessionRefusedException(SessionRefusal.Unavailable);
        }

        var session = new ClientSession(
            _host,
            connection,
            opening.ClientId,
            new SessionSnapshot
            {
                Gateway = address,
                SessionId = _registry.NextNumber(),
                Epoch = 0,
                UserId = "",
                RemoteAddress = connection.RemoteAddress,
                Transport = connection.Transport,
                ClientCertificate = connection.ClientCertificate,
                Settings = opening.Settings.Count == 0 ? SessionSnapshot.NoSettings : new(opening.Settings, StringComparer.Ordinal),
            });
        _registry.Add(session);
        ClientIdHash? clientId = null;
        try
        {
            // Now that it is among those who are looked through when somebody is banned.
            RefuseBanned(BanKind.Address, connection.RemoteAddress);
            RefuseBanned(BanKind.ClientId, opening.ClientId);

            // A client that goes before it is decided leaves nobody who hears of it.
            var authenticated = AuthenticateAsync(session, opening);
            authenticated.Ignore();
            await authenticated.WaitAsync(cancellationToken);
            clientId = opening.TakesOver ? _host.GetClientId(session) : null;
            if (clientId is { } claimed)
            {
                await _clientIds.ClaimAsync(new ClientIdClaim(claimed, session.Snapshot.Ref));
            }

            if (_drain.HasBegun)
            {
                throw new SessionRefusedException(SessionRefusal.Draining);
            }

            // Given up by the cluster meanwhile.
            if (!address.Equals(_receiver.Address))
            {
                throw new SessionRefusedException(SessionRefusal.Unavailable);
            }

            // Closed meanwhile: by a newer connection with the same client id, for example.
            if (!session.TryOpen(clientId))
            {
                throw new SessionRefusedException(SessionRefusal.Unavailable);
            }
        }
        catch (Exception exception)
        {
            session.End(exception is OperationCanceledException ? SessionEndReason.ConnectionLost : SessionEndReason.Closed);
            if (clientId is { } held)
            {
                _clientIds.Release(new ClientIdClaim(held, session.Snapshot.Ref));
            }

            throw;
        }

        return session;
    }

    private async Task AuthenticateAsync(ClientSession session, SessionOpening opening)
    {
        if (await _authentication.AuthenticateAsync(session, opening) is not { Decision: AuthenticationDecision.Accept } accepted)
        {
            return;
        }

        session.Apply(epoch: 0, new SessionChanges { Settings = [.. accepted.Settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))] });
        if (accepted.UserId.Length == 0)
        {
            return;
        }

        if (_names.Normalize(NameKind.User, accepted.UserId) is not { } user)
        {
            throw new SessionRefusedException(SessionRefusal.NotAuthorized);
        }

        RefuseBanned(BanKind.User, user);
        var outcome = await session.BindAsync(epoch: 0, user, accepted.Store, accepted.Rights);
        if (outcome.Error is { } error)
        {
            throw new SessionRefusedException(error switch
            {
                GameErrors.AlreadyOnline => SessionRefusal.NotAuthorized,
                GameErrors.TooManyKeys => SessionRefusal.TooManyTries,
                _ => SessionRefusal.Unavailable,
            });
        }

        if (accepted.Expires is { } expires)
        {
            _expiry.Set(session, user, expires);
        }
    }

    private void RefuseBanned(BanKind kind, string value)
    {
        if (_policy.FindBan(kind, value) is { } ban)
        {
            throw new SessionRefusedException(SessionRefusal.Banned, ban.Reason);
        }
    }
}
