using System.Buffers.Binary;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Mqant.Tests.Infrastructure.Otlp;

/// <summary>A receiver of OTLP over gRPC, as a collector or Jaeger is one: HTTP/2 without TLS on a free port. Keeps spans, and takes metrics and logs.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private const int PrefixLength = 5;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly List<OtlpSpan> _spans = [];
    private readonly WebApplication _app;
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http2));
        _app = builder.Build();
        _app.MapPost("/opentelemetry.proto.collector.{signal}.v1.{service}/Export", ReceiveAsync);
    }

    /// <summary>Where it is.</summary>
    public string Endpoint => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>Settings with which a program exports to it, soon.</summary>
    public string[] Settings => [$"--Mqant:Telemetry:OtlpEndpoint={Endpoint}", "--OTEL_BSP_SCHEDULE_DELAY=100"];

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>The spans of a trace, once they are as a test waits for them to be.</summary>
    public async Task<OtlpSpan[]> WaitForAsync(string trace, Func<OtlpSpan[], bool> isComplete)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        while (true)
        {
            Task arrived;
            OtlpSpan[] spans;
            lock (_gate)
            {
                arrived = _arrived.Task;
                spans = [.. _spans.Where(span => span.TraceId == trace).OrderBy(span => span.Start)];
            }

            if (isComplete(spans))
            {
                return spans;
            }

            try
            {
                await arrived.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"Of trace {trace} there is only:{Environment.NewLine}{string.Join(Environment.NewLine, spans.Select(span => $"{span.SpanId} of {span.ParentSpanId}: {span.Name}"))}");
            }
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if ((string?)context.Request.RouteValues["signal"] == "trace")
        {
            Keep(body.ToArray());
        }

        // An answer without fields.
        context.Response.ContentType = "application/grpc";
        context.Response.AppendTrailer("grpc-status", "0");
        await context.Response.Body.WriteAsync(new byte[PrefixLength], context.RequestAborted);
    }

    private void Keep(ReadOnlySpan<byte> body)
    {
        while (!body.IsEmpty)
        {
            Assert.Equal(0, body[0]);
            var length = BinaryPrimitives.ReadInt32BigEndian(body[1..]);
            var spans = TraceMessage.Read(body.Slice(PrefixLength, length));
            body = body[(PrefixLength + length)..];
            lock (_gate)
            {
                _spans.AddRange(spans);
                _arrived.SetResult();
                _arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }
}
