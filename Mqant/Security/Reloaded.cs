using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Mqant;

/// <summary>
/// Something that is read from files or a store and read again when these have changed. What cannot be read then leaves it as it was. It looks every few seconds instead of waiting to be
/// told: nobody tells of files behind exchanged links and of network volumes, which is where secrets are mounted.
/// </summary>
internal sealed partial class Reloaded<T> : IDisposable
    where T : class
{
    /// <summary>How often it looks.</summary>
    internal static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly string _setting;
    private readonly Func<string> _stamp;
    private readonly Func<T> _load;
    private readonly Action<T>? _looked;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly Lock _looking = new();
    private string _seen;
    private string? _problem;
    private volatile T _value;

    /// <param name="setting">The key that says where it is.</param>
    /// <param name="stamp">Changes when it has changed.</param>
    /// <param name="load">Reads it; what it is called in the log is its text.</param>
    /// <param name="time">The time.</param>
    /// <param name="logger">Told of what has changed.</param>
    /// <param name="looked">Called whenever it was looked at, with what counts from then on.</param>
    /// <exception cref="SettingsException">It cannot be read now.</exception>
    public Reloaded(string setting, Func<string> stamp, Func<T> load, TimeProvider time, ILogger logger, Action<T>? looked = null)
    {
        (_setting, _stamp, _load, _logger, _looked) = (setting, stamp, load, logger, looked);
        try
        {
            _seen = stamp();
            _value = load();
        }
        catch (Exception exception) when (IsOfSource(exception))
        {
            throw new SettingsException($"{setting}: {exception.Message}", exception);
        }

        looked?.Invoke(_value);
        _timer = time.CreateTimer(static self => ((Reloaded<T>)self!).Look(), this, LookEvery, LookEvery);
    }

    /// <summary>It, as it was read last.</summary>
    public T Value => _value;

    public void Dispose() => _timer.Dispose();

    private static bool IsOfSource(Exception exception) =>
        exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    // An exception of a timer would end the process.
    private void Look()
    {
        if (!_looking.TryEnter())
        {
            return;
        }

        try
        {
            var stamp = _stamp();
            if (stamp != _seen)
            {
                _value = _load();
                _seen = stamp;
                Log.Changed(_logger, _setting, _value);
            }

            _problem = null;
        }
        catch (Exception exception)
        {
            // Tried again until it can be read, and said once: a certificate and its key are seldom replaced in the same moment.
            if (_problem != exception.Message)
            {
                _problem = exception.Message;
                Log.NotReadable(_logger, _setting, exception.Message);
            }
        }
        finally
        {
            _looked?.Invoke(_value);
            _looking.Exit();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2740, LogLevel.Information, "{Setting} has changed, and counts for connections from now on: {Value}.")]
        public static partial void Changed(ILogger logger, string setting, object value);

        [LoggerMessage(2741, LogLevel.Error, "{Setting} has changed and cannot be used, what was there before stays: {Reason}")]
        public static partial void NotReadable(ILogger logger, string setting, string reason);
    }
}
