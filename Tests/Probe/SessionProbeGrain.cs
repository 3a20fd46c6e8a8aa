namespace Mqant.Tests.Probe;

internal sealed class SessionProbeGrain : Grain, ISessionProbe
{
    public ValueTask<Shown> ShowAsync(Session session)
        => new(new Shown(session.UserId, session.Transport, session.RemoteAddress, new Dictionary<string, string>(session.Settings)));

    public Task SetAsync(Session session, Dictionary<string, string?> settings)
    {
        foreach (var (key, value) in settings)
        {
            if (value is null)
            {
                session.Remove(key);
            }
            else
            {
                session.Set(key, value);
            }
        }

        return Task.CompletedTask;
    }

    public async Task SetAndFailAsync(Session session, Dictionary<string, string?> settings)
    {
        await SetAsync(session, settings);
        throw new GameException("failed on purpose");
    }

    public async Task SetAtOnceAndFailAsync(Session session, Dictionary<string, string?> settings)
    {
        await SetAsync(session, settings);
        await session.PushAsync();
        throw new GameException("failed on purpose");
    }

    public async Task BindAndFailAsync(Session session, Named user)
    {
        await session.BindAsync(user.Name);
        throw new GameException("failed on purpose");
    }

    public async Task BindGuestAsync(Session session, Named user) => await session.BindAsync(user.Name, store: false);

    public async Task UnbindAsync(Session session) => await session.UnbindAsync();

    public Task CloseAsync(Session session)
    {
        session.Send("Session/OnGoodbye", new { reason = "the game is over" });
        session.Close();
        return Task.CompletedTask;
    }

    public ValueTask<string> PushAsync(Session session)
    {
        session.Send("Session/OnText", "大家好 🎉");
        session.Send("Session/OnNothing", (string?)null);
        session.Send("Session/OnBytes", new RawPayload(new byte[] { 0, 1, 254, 255 }));
        return new("pushed");
    }

    public ValueTask<string> MembersAsync(Session session) => new($"welcome {session.UserId}");
}
