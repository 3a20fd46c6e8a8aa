namespace Mqant;

/// <summary>The loops that serve the sockets of a process: one for each four cores, from when the first is asked for.</summary>
internal sealed class SocketLoops : IDisposable
{
    // One loop feeds many workers.
    private const int CoresOfLoop = 4;

    private readonly Lock _gate = new();
    private SocketLoop[] _loops = [];
    private bool _isDisposed;

    /// <summary>Whether this system has what they are made of.</summary>
    public static bool AreSupported => OperatingSystem.IsLinux();

    /// <summary>Those that there are.</summary>
    public IReadOnlyList<SocketLoop> Started => _loops;

    /// <summary>All of them.</summary>
    /// <exception cref="ObjectDisposedException">The process ends.</exception>
    public SocketLoop[] Get()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_loops.Length == 0)
            {
                var count = Math.Max(1, Environment.ProcessorCount / CoresOfLoop);
                _loops = [.. Enumerable.Range(0, count).Select(static _ => new SocketLoop())];
            }

            return _loops;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            foreach (var loop in _loops)
            {
                loop.Dispose();
            }

            _loops = [];
        }
    }
}
