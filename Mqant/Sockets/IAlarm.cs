namespace Mqant;

/// <summary>Calls back in time, whatever the thread pool does.</summary>
internal interface IAlarm : IDisposable
{
    /// <summary>Rings once, after so long, instead of when it was to ring; one that rings already still does.</summary>
    void Set(TimeSpan after);
}
