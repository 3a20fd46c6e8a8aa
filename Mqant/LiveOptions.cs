using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Mqant;

/// <summary>
/// Options whose changes count while the process runs. Unlike <see cref="IOptionsMonitor{TOptions}"/>, which throws in the thread that reads the file, a change that is not allowed
/// is logged and leaves them as they were.
/// </summary>
internal sealed partial class LiveOptions<T> : IDisposable
    where T : class
{
    private readonly IOptionsFactory<T> _factory;
    private readonly ILogger _logger;
    private readonly IDisposable _registration;
    private volatile T _value;

    public LiveOptions(IOptions<T> options, IOptionsFactory<T> factory, IConfiguration configuration, ILogger<LiveOptions<T>> logger)
    {
        _factory = factory;
        _logger = logger;
        _value = options.Value;
        _registration = ChangeToken.OnChange(configuration.GetReloadToken, Read);
    }

    /// <summary>The options as they are now.</summary>
    public T Value => _value;

    public void Dispose() => _registration.Dispose();

    private void Read()
    {
        try
        {
            _value = _factory.Create(Options.DefaultName);
        }
        catch (Exception exception)
        {
            Log.Refused(_logger, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1208, LogLevel.Error, "A change of the settings is not allowed, and has no effect: {Reason}")]
        public static partial void Refused(ILogger logger, string reason);
    }
}
