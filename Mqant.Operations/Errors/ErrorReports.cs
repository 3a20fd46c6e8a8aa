namespace Mqant.Operations.Errors;

/// <summary>Asks the cluster's grain.</summary>
internal sealed class ErrorReports(IGrainFactory grains) : IErrorReports
{
    private IErrorReportsGrain Grain => grains.GetGrain<IErrorReportsGrain>(IErrorReportsGrain.Key);

    public Task<ErrorPage> ListAsync(ErrorStatus? status, int skip, int take) => Grain.ListAsync(status, skip, take);

    public Task<ErrorGroup?> GetAsync(string id) => Grain.GetAsync(id);

    public Task<bool> ResolveAsync(string id) => Grain.ResolveAsync(id);

    public Task<bool> ReopenAsync(string id) => Grain.ReopenAsync(id);

    public Task<bool> MuteAsync(string id, TimeSpan? time) => Grain.MuteAsync(id, time);

    public Task<bool> AssignAsync(string id, string? to) => Grain.AssignAsync(id, to);

    public Task<ErrorNews> GetNewsAsync(long? after) => Grain.GetNewsAsync(after);
}
