using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Mqant.Gateway.Transport;

namespace Mqant.Tests.Fuzz;

/// <summary>A connection that handles each piece before the next one is sent.</summary>
internal sealed class PipedConnection
{
    // Segments as small as there are, so that packets lie across several.
    private static readonly PipeOptions Inline = new(
        readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, minimumSegmentSize: 16, useSynchronizationContext: false);

    private readonly Pipe _toGateway = new(Inline);
    private readonly Pipe _toClient = new(Inline);
    private readonly Task _running;

    public PipedConnection(Func<ConnectionContext, ClientConnection> serve)
    {
        var pipe = new Duplex(_toGateway.Reader, _toClient.Writer);
        _running = serve(new DefaultConnectionContext("piped", pipe, pipe)).RunAsync();
    }

    /// <summary>The gateway wants no more.</summary>
    public bool IsEnded => _running.IsCompleted;

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (!IsEnded)
        {
            await _toGateway.Writer.WriteAsync(bytes).AsTask().WithinDeadline("the connection");
        }
    }

    /// <summary>Sends no more, and returns all that came, a character a byte.</summary>
    public async Task<string> EndAsync()
    {
        _toGateway.Writer.Complete();
        await _running.WithinDeadline("the connection to end");
        using var all = new MemoryStream();
        await _toClient.Reader.CopyToAsync(all);
        return Encoding.Latin1.GetString(all.ToArray());
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
