using Orleans.Runtime;

namespace Mqant.Tests.Core.Modules;

internal sealed class RelayGrain(ILocalSiloDetails silo) : Grain, IRelay
{
    public ValueTask<Heard> AskAsync(Question question) => GrainFactory.GetGrain<IRelay>(question.Of).HearAsync(question);

    public ValueTask<Heard> HearAsync(Question question) =>
        new(new Heard(this.GetPrimaryKeyString(), question.Words, silo.SiloAddress.ToParsableString()));

    public async Task<string> AskInVainAsync()
    {
        try
        {
            await GrainFactory.GetGrain<IRelay>("silent").HangAsync(CancellationToken.None);
            return "answered";
        }
        catch (TimeoutException)
        {
            return "timed out";
        }
    }

    public Task HangAsync(CancellationToken cancellationToken) => new TaskCompletionSource().Task.WaitAsync(cancellationToken);
}
