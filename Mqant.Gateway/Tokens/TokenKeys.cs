using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Mqant.Gateway.Tokens;

/// <summary>The issuer's public keys, read again from time to time and when a token names one that is not known. What was read last counts until something else is read.</summary>
internal sealed partial class TokenKeys : IHostedLifecycleService, IDisposable
{
    /// <summary>How often keys are read at most, whatever tokens name.</summary>
    internal static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(10);

    private const int MaxDocumentSize = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly JwtOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private HttpClient? _http;
    private ITimer? _timer;
    private Task<bool>? _reading;
    private long _readAt;
    private bool _isAway;
    private volatile SecurityKey[] _keys = [];

    public TokenKeys(IOptions<AuthenticationOptions> options, TimeProvider time, ILogger<TokenKeys> logger)
    {
        _options = options.Value.Jwt;
        _time = time;
        _logger = logger;
    }

    /// <summary>Those that were read last; none while nothing could be read.</summary>
    public SecurityKey[] Current => _keys;

    private string Source => _options.KeysFile ?? _options.KeysUrl!;

    private string Setting => $"{AuthenticationOptions.SectionName}:{nameof(AuthenticationOptions.Jwt)}:{(_options.KeysFile is null ? nameof(JwtOptions.KeysUrl) : nameof(JwtOptions.KeysFile))}";

    /// <exception cref="SettingsException">There is no such file, or there are no keys in it.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!_options.IsOn)
        {
            return;
        }

        if (_options.KeysFile is not null)
        {
            try
            {
                _keys = KeyDocument.Read(await ReadAsync());
            }
            catch (Exception exception)
            {
                throw new SettingsException($"{Setting}: '{Source}' cannot be read. {exception.Message}", exception);
            }
        }

        _timer = _time.CreateTimer(static keys => _ = ((TokenKeys)keys!).ReadAgainAsync(), this, _keys.Length > 0 ? _options.KeysRefresh : TimeSpan.Zero, _options.KeysRefresh);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _timer?.Dispose();
        _http?.Dispose();
    }

    /// <summary>Reads the keys anew, unless that was tried just now; false when it was not tried, or failed.</summary>
    public Task<bool> ReadAgainAsync()
    {
        lock (_gate)
        {
            if (_reading is { IsCompleted: false } reading)
            {
                return reading;
            }

            if (_reading is not null && _time.GetElapsedTime(_readAt) < ReadAgainAfter)
            {
                return Task.FromResult(false);
            }

            _readAt = _time.GetTimestamp();
            return _reading = TryReadAsync();
        }
    }

    private async Task<bool> TryReadAsync()
    {
        try
        {
            _keys = KeyDocument.Read(await ReadAsync());
            if (_isAway)
            {
                _isAway = false;
                Log.Back(_logger, Source, _keys.Length);
            }

            return true;
        }
        catch (Exception exception)
        {
            // Once, however long it lasts.
            if (!_isAway)
            {
                _isAway = true;
                Log.Away(_logger, Setting, Source, _keys.Length, exception.Message);
            }

            if (_keys.Length == 0)
            {
                _timer?.Change(ReadAgainAfter, _options.KeysRefresh);
            }

            return false;
        }
    }

    private Task<string> ReadAsync() => _options.KeysFile is { } file
        ? File.ReadAllTextAsync(file)
        : (_http ??= new HttpClient { Timeout = Patience, MaxResponseContentBufferSize = MaxDocumentSize }).GetStringAsync(new Uri(_options.KeysUrl!));

    private static partial class Log
    {
        [LoggerMessage(2751, LogLevel.Warning, "The keys of tokens at {Source} ({Setting}) cannot be read; the {Count} that were read last count until they can be. {Reason}")]
        public static partial void Away(ILogger logger, string setting, string source, int count, string reason);

        [LoggerMessage(2752, LogLevel.Information, "The keys of tokens at {Source} can be read again: {Count}.")]
        public static partial void Back(ILogger logger, string source, int count);
    }
}
