using Microsoft.Extensions.Hosting;

namespace Mqant;

/// <inheritdoc cref="IProcessDrain"/>
internal sealed class ProcessDrain(IHostApplicationLifetime lifetime, ILocalGateway? gateway = null) : IProcessDrain
{
    public bool HasBegun => lifetime.ApplicationStopping.IsCancellationRequested;

    public int? SessionsLeft => gateway?.SessionCount;

    public void Begin() => ThreadPool.UnsafeQueueUserWorkItem(static lifetime => lifetime.StopApplication(), lifetime, preferLocal: false);
}
