namespace Mqant.Tests.Hooked;

internal sealed class ReaderGrain(IComplaintBook book) : Grain, IComplaints
{
    public Task<string> NextAsync() => book.ReadAsync();

    public Task HangAsync(CancellationToken cancellationToken) => new TaskCompletionSource().Task.WaitAsync(cancellationToken);
}
