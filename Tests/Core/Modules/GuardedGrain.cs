namespace Mqant.Tests.Core.Modules;

internal sealed class GuardedGrain : Grain, IGuarded
{
    public ValueTask<string> StaffAsync(Session session) => new(string.Join(' ', session.Roles));

    public ValueTask<bool> GmAsync(Session session) => new(session.IsInRole("gm"));

    public ValueTask<string> OpenAsync() => new("open");

    public ValueTask LoginAsync(Session session, ProbeRequest request) => session.BindAsync(request.Name!, request.Value!.Split(','));

    public ValueTask NameAsync(Session session, ProbeRequest request) => session.BindAsync(request.Name!, store: false);
}
