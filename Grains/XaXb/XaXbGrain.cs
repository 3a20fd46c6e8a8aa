namespace Mqant.Grains.XaXb;

internal sealed class XaXbGrain : Grain, IXaXb
{
    private const string Success = "success";
    private const string Setting = "BigRoomId";
    private const string NoBigRoomId = "No BigRoomId found";

    public async ValueTask<UsableTable> GetUsableTableAsync(Session session)
    {
        try
        {
            return new UsableTable(await GrainFactory.GetMatchmaker<IXaXbTable>().QuickMatchAsync(session.GetRoomSeeker()));
        }
        catch (GameException)
        {
            throw new GameException("There is no available table");
        }
    }

    public async ValueTask<string> EnterAsync(Session session, AtTable request)
    {
        if (string.IsNullOrEmpty(request.BigRoomId))
        {
            throw new GameException(NoBigRoomId);
        }

        var table = Table(request.BigRoomId);
        if (session.TryGet(Setting, out var former) && former != request.BigRoomId && Find(former) is { } left)
        {
            await left.ExitAsync(session);
        }

        await table.EnterAsync(session);
        session.Set(Setting, request.BigRoomId);
        return request.BigRoomId;
    }

    public async ValueTask<string> ExitAsync(Session session, AtTable request)
    {
        if (string.IsNullOrEmpty(request.BigRoomId))
        {
            throw new GameException(NoBigRoomId);
        }

        await Table(request.BigRoomId).ExitAsync(session);
        session.Remove(Setting);
        return request.BigRoomId;
    }

    public async ValueTask<string> SitDownAsync(Session session)
    {
        await TableOf(session).SitDownAsync(session);
        return Success;
    }

    public async ValueTask<string> StartGameAsync(Session session)
    {
        await TableOf(session).StartGameAsync(session);
        return Success;
    }

    public async ValueTask<string> PauseGameAsync(Session session)
    {
        await TableOf(session).PauseGameAsync(session);
        return Success;
    }

    public async ValueTask<string> StakeAsync(Session session, StakeOn request)
    {
        if (request.Target is not { } target || !double.IsInteger(target) || target is < 0 or > 9)
        {
            throw new GameException("No Target found");
        }

        await TableOf(session).StakeAsync(session, (int)target);
        return Success;
    }

    public ValueTask<string> HelloAsync() => new(Success);

    private IXaXbTable TableOf(Session session) => Find(session.Get(Setting)) ?? throw new GameException(XaXbErrors.NoSeat);

    private IXaXbTable Table(string bigRoomId) => Find(bigRoomId) ?? throw new GameException("The bigroomId data structure is incorrect");

    // A key that no table can have is not worth a grain.
    private IXaXbTable? Find(string? bigRoomId) => Guid.TryParseExact(bigRoomId, "N", out _) ? GrainFactory.GetGrain<IXaXbTable>(bigRoomId) : null;
}
