using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Mqant.Gateway.Dispatch;
using Mqant.Gateway.Hub;
using Mqant.Gateway.Sessions;
using Mqant.Grains.HelloWorld;
using Mqant.Testing;

namespace Mqant.Bench.Micro;

/// <summary>A request from the session to the grain and back, and its steps, in a gateway with its silo embedded.</summary>
public class DispatchBenchmarks
{
    private readonly byte[] _topic = "HelloWorld/HD_Say/1"u8.ToArray();
    private readonly byte[] _payload = "{\"say\":\"hello\"}"u8.ToArray();
    private TestGame _game = null!;
    private MemoryClient _client = null!;
    private Router _router = null!;
    private HandlerInvoker _invoker = null!;
    private HelloWorldGrain _grain = null!;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _game = await TestGame.StartAsync(_ => { });
        var services = _game.Gateway.Services;
        _client = new MemoryClient();
        _client.Session = await services.GetRequiredService<SessionHub>().OpenAsync(_client, new SessionOpening { ClientId = "bench" }, CancellationToken.None);
        _router = services.GetRequiredService<Router>();
        _invoker = ModuleDescriptor.For(typeof(HelloWorldGrain))!.Handlers["HD_Say"].Invoker;
        _grain = new HelloWorldGrain();
    }

    [GlobalCleanup]
    public async Task CleanUpAsync() => await _game.DisposeAsync();

    [Benchmark]
    public string? Route() => _router.Route(_client.Session, NewRequest(), out _);

    /// <summary>Payload to typed call to the bytes of the result.</summary>
    [Benchmark]
    public async Task<int> InvokeHandler() => (await _invoker.InvokeAsync(_grain, null!, _payload, CancellationToken.None)).Bytes.Length;

    [Benchmark]
    public Task OneRequest()
    {
        var answered = _client.Expect(1);
        _client.Session.Submit(NewRequest());
        _client.Session.Flush();
        return answered;
    }

    /// <summary>Sixteen requests that arrived together travel together.</summary>
    [Benchmark(OperationsPerInvoke = 16)]
    public Task SixteenRequests()
    {
        var answered = _client.Expect(16);
        for (var i = 0; i < 16; i++)
        {
            _client.Session.Submit(NewRequest());
        }

        _client.Session.Flush();
        return answered;
    }

    private ClientRequest NewRequest() => new() { Topic = _topic, Payload = _payload };

    private sealed class MemoryClient : IClientConnection
    {
        private TaskCompletionSource _answered = new();
        private int _missing;

        public ClientSession Session { get; set; } = null!;

        public string Transport => "memory";

        public string RemoteAddress => "192.0.2.1";

        public Task Expect(int replies)
        {
            _missing = replies;
            _answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _answered.Task;
        }

        public void Complete(ClientRequest request, in RequestOutcome outcome)
        {
            if (Interlocked.Decrement(ref _missing) == 0)
            {
                _answered.SetResult();
            }
        }

        public bool TrySend(OutboundMessage message) => true;

        public bool TrySend(OutboundMessage message, TaskCompletionSource<bool> acknowledged) => acknowledged.TrySetResult(true);

        public void Close(SessionEndReason reason)
        {
        }
    }
}
