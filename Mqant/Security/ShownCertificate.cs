using Microsoft.Extensions.Logging;

namespace Mqant;

/// <summary>
/// A certificate that this process shows, read again when it changes. The log says when it is about to expire, at start, when it was exchanged and once a day.
/// </summary>
internal sealed partial class ShownCertificate : IDisposable
{
    // A certificate for a few days is renewed later than one for months.
    private const int ShareOfItsTime = 3;

    private static readonly TimeSpan SaidBefore = TimeSpan.FromDays(14);
    private static readonly TimeSpan SaidEvery = TimeSpan.FromDays(1);

    private readonly string _setting;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Reloaded<LoadedCertificate> _certificate;
    private LoadedCertificate? _said;
    private DateTimeOffset _saidAt;

    /// <param name="setting">The key that says where it is.</param>
    /// <param name="options">Where it is.</param>
    /// <param name="root">The folder that relative paths are relative to.</param>
    /// <param name="time">The time.</param>
    /// <param name="logger">Told of changes and of what is to be done.</param>
    /// <param name="check">Throws what <see cref="CertificateSource.Load"/> throws where one that was read is not to be used.</param>
    /// <exception cref="SettingsException">It cannot be read, or is not to be used.</exception>
    public ShownCertificate(string setting, CertificateOptions options, string root, TimeProvider time, ILogger logger, Action<LoadedCertificate>? check = null)
    {
        (_setting, _time, _logger) = (setting, time, logger);
        var source = new CertificateSource(options, root);
        _certificate = new Reloaded<LoadedCertificate>(
            setting,
            source.Stamp,
            () =>
            {
                var loaded = source.Load();
                check?.Invoke(loaded);
                return loaded;
            },
            time,
            logger,
            Warn);
    }

    /// <summary>It, as it was read last.</summary>
    public LoadedCertificate Value => _certificate.Value;

    /// <summary>How long it is valid yet; negative once it has expired.</summary>
    public TimeSpan Remaining => Value.Leaf.NotAfter - _time.GetUtcNow();

    public void Dispose() => _certificate.Dispose();

    private void Warn(LoadedCertificate certificate)
    {
        var now = _time.GetUtcNow();
        DateTimeOffset from = certificate.Leaf.NotBefore, until = certificate.Leaf.NotAfter;
        var before = (until - from) / ShareOfItsTime;
        if (until - now > (before < SaidBefore ? before : SaidBefore) || (ReferenceEquals(_said, certificate) && now - _saidAt < SaidEvery))
        {
            return;
        }

        (_said, _saidAt) = (certificate, now);
        if (until > now)
        {
            Log.Expires(_logger, _setting, certificate, (until - now).TotalDays);
        }
        else
        {
            Log.Expired(_logger, _setting, certificate);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2743, LogLevel.Warning, "{Setting} is to be renewed: {Certificate}, which is {Days:0.0} days from now.")]
        public static partial void Expires(ILogger logger, string setting, object certificate, double days);

        [LoggerMessage(2744, LogLevel.Warning, "{Setting} has expired, and whoever checks it refuses it: {Certificate}.")]
        public static partial void Expired(ILogger logger, string setting, object certificate);
    }
}
