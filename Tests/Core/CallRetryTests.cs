using System.Collections.Frozen;
using Mqant.Gateway.Dispatch;
using Mqant.Gateway.Sessions;
using Orleans.Runtime;
using Xunit;

namespace Mqant.Tests.Core;

public sealed class CallRetryTests(CoreFixture core)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Retry_OfABatchWhoseFirstRepliesWentAhead_SendsTheRest(int attempt)
    {
        var client = await core.ConnectAsync();
        var handler = new HandlerTraits(CallOrdering.Ordered, Idempotent: true, Cancellable: false, LoginError: null);
        var module = new ModuleRoute(
            new ModuleTraits("Retry", KeyPolicy.Session, null, false, null, new Dictionary<string, HandlerTraits> { ["HD_Retry"] = handler }.ToFrozenDictionary()),
            GrainType.Create("retry"));
        var target = new CallTarget(module.Find("HD_Retry")!, module.Singleton, ChosenByClient: false);
        var grain = new DyingGrain(attempt);
        var queue = new GrainQueue(client.Session, target.Grain, grain);
        grain.FirstReply = () => CallDispatcher.CompleteEarly(client.Session, queue.Current!, [new HandlerReply { Result = "1"u8.ToArray() }]);
        for (uint i = 1; i <= 3; i++)
        {
            queue.Pending.Enqueue(new ClientRequest
            {
                Topic = System.Text.Encoding.UTF8.GetBytes($"Retry/HD_Retry/{i}"),
                Target = target,
                Number = i,
                Started = core.Hub.Dispatcher.Time.GetTimestamp(),
            });
        }

        core.Hub.Dispatcher.Run(queue);

        for (var i = 1; i <= 3; i++)
        {
            var reply = await client.NextAsync();
            Assert.Equal($"Retry/HD_Retry/{i}", reply.Topic);
            Assert.Equal($"{i}", reply.Result);
        }
    }

    /// <summary>Answers each call with its number. Its silo dies once and again; at the last attempt the first reply has gone ahead.</summary>
    private sealed class DyingGrain(int attempts) : IModuleExtension
    {
        private int _attempt;

        public Action FirstReply { get; set; } = null!;

        public ValueTask<ReplyBatch> InvokePlainAsync(CallBatch batch)
        {
            if (++_attempt <= attempts)
            {
                if (_attempt == attempts)
                {
                    FirstReply();
                }

                return ValueTask.FromException<ReplyBatch>(new SiloUnavailableException("The silo died."));
            }

            return new(new ReplyBatch
            {
                Replies = Array.ConvertAll(batch.Calls, call => new HandlerReply { Result = System.Text.Encoding.UTF8.GetBytes($"{call.Number}") }),
            });
        }

        public ValueTask<ReplyBatch> InvokeAsync(CallBatch batch, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<GatheredReplies> InvokeGatheredAsync(GatheredCalls calls) => throw new NotSupportedException();

        public ValueTask<ReplyBatch> InvokeReadOnlyAsync(CallBatch batch, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<ReplyBatch> InvokeInterleavingAsync(CallBatch batch, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
