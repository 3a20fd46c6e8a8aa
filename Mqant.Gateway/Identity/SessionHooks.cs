using Mqant.Gateway.Catalog;
using Mqant.Gateway.Sessions;

namespace Mqant.Gateway.Identity;

/// <summary>Calls the cluster's hooks for sessions.</summary>
internal sealed partial class SessionHooks(HookCatalog catalog, TimeProvider time, LineLimiter lines, ILogger<SessionHooks> logger)
{
    private readonly ILogger _logger = lines.Limit(logger);

    private static readonly TimeSpan AuthenticationTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Whether the game has authenticators, as far as this gateway has seen.</summary>
    public bool HasAuthenticators => catalog.Authenticators.Length > 0;

    /// <summary>What the first authenticator said that decided; null when there is none.</summary>
    /// <exception cref="SessionRefusedException">The client is not let in.</exception>
    public ValueTask<AuthenticationResult?> AuthenticateAsync(ClientSession session, SessionOpening opening)
    {
        var authenticators = catalog.Authenticators;
        return authenticators.Length == 0 ? default : AskAsync(session, authenticators, new AuthenticationRequest
        {
            ClientId = opening.ClientId,
            UserName = opening.UserName,
            Password = opening.Password,
            Token = opening.Token,
            RemoteAddress = session.Snapshot.RemoteAddress,
            Transport = session.Snapshot.Transport,
            Settings = session.Snapshot.Settings,
            ClientCertificate = session.Snapshot.ClientCertificate,
        });
    }

    /// <summary>Completes when the hooks have ended.</summary>
    public Task ConnectedAsync(ClientSession session) => catalog.Connected is { Length: > 0 } hooks
        ? RunAsync(session, Task.CompletedTask, hooks, hook => hook.OnConnectedAsync(ToCopy(session)))
        : Task.CompletedTask;

    public void Disconnected(ClientSession session, SessionEndReason reason)
    {
        if (catalog.Disconnected is { Length: > 0 } hooks)
        {
            _ = RunAsync(session, session.Hooks, hooks, hook => hook.OnDisconnectedAsync(ToCopy(session), reason));
        }
    }

    private static Session ToCopy(ClientSession session) => new(session.Snapshot, services: null, call: null);

    private async ValueTask<AuthenticationResult?> AskAsync(ClientSession session, IAuthenticator[] authenticators, AuthenticationRequest request)
    {
        foreach (var authenticator in authenticators)
        {
            AuthenticationResult result;
            try
            {
                var asked = authenticator.AuthenticateAsync(request);
                asked.Ignore();
                result = await asked.WaitAsync(AuthenticationTimeout, time);
            }
            catch (Exception exception)
            {
                Log.AuthenticatorFailed(_logger, authenticator.GetGrainId().Type.ToString()!, session.Id, exception);
                throw new SessionRefusedException(SessionRefusal.Unavailable);
            }

            switch (result.Decision)
            {
                case AuthenticationDecision.Accept:
                    return result;
                case AuthenticationDecision.BadCredentials:
                    throw new SessionRefusedException(SessionRefusal.BadCredentials);
                case AuthenticationDecision.NotAuthorized:
                    throw new SessionRefusedException(SessionRefusal.NotAuthorized);
            }
        }

        return null;
    }

    private async Task RunAsync<THook>(ClientSession session, Task previous, THook[] hooks, Func<THook, Task> call)
        where THook : IGrain
    {
        // A session tells them under its lock: their calls begin outside of it.
        await previous.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        foreach (var hook in hooks)
        {
            try
            {
                await call(hook);
            }
            catch (GameException exception)
            {
                // Mostly a session that ended meanwhile.
                Log.HookGaveUp(_logger, hook.GetGrainId().Type.ToString()!, exception.Message);
            }
            catch (Exception exception)
            {
                Log.HookFailed(_logger, hook.GetGrainId().Type.ToString()!, session.Id, session.Snapshot.UserId, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2401, LogLevel.Error, "Authenticator {GrainType} failed; the client of session {Session} was refused.")]
        public static partial void AuthenticatorFailed(ILogger logger, string grainType, string session, Exception exception);

        [LoggerMessage(2402, LogLevel.Error, "Hook {GrainType} failed for session {Session} of user '{User}'.")]
        public static partial void HookFailed(ILogger logger, string grainType, string session, string user, Exception exception);

        [LoggerMessage(2403, LogLevel.Debug, "Hook {GrainType} gave up: {Reason}")]
        public static partial void HookGaveUp(ILogger logger, string grainType, string reason);
    }
}
