using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Extensions.Logging;

namespace Mqant;

/// <summary>What the pipes of all connections of a listener share: their memory, their limits, and where either end goes on.</summary>
internal sealed class ConnectionPipes(MemoryPool<byte> memory, long maxReadBufferSize, long maxWriteBufferSize, ILogger logger)
{
    public MemoryPool<byte> Memory { get; } = memory;

    public ILogger Logger { get; } = logger;

    public PipeOptions Input { get; } = new(
        memory, ArrivalScheduler.Instance, PipeScheduler.ThreadPool, maxReadBufferSize, maxReadBufferSize / 2, useSynchronizationContext: false);

    public PipeOptions Output { get; } = new(
        memory, DepartureScheduler.Instance, PipeScheduler.ThreadPool, maxWriteBufferSize, maxWriteBufferSize / 2, useSynchronizationContext: false);
}
