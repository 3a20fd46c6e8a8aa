namespace Mqant;

/// <summary>Calls back in time, whatever the thread pool does.</summary>
internal interface IAlarm : IDisposable
{
    /// <summary>Rings after so many milliseconds, instead of when it was to ring.</summary>
    void Set(int milliseconds);

    /// <summary>Does not ring, unless it does already.</summary>
    void Stop();
}
