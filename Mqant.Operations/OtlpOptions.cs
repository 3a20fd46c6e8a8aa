using System.ComponentModel.DataAnnotations;

namespace Mqant.Operations;

/// <summary>Where traces, metrics and logs go: section <c>Mqant:Telemetry</c>, beside <see cref="TelemetryOptions"/>.</summary>
public sealed class OtlpOptions : IValidatableObject
{
    private const string ExampleEndpoint = "http://localhost:4317";

    /// <summary>
    /// Address of an OTLP receiver over gRPC, such as Jaeger's <c>http://localhost:4317</c>. Unset: the environment variable <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>,
    /// and nothing is exported when that is unset too.
    /// </summary>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary>Whether metrics can be read at <c>/metrics</c> of the management port, as Prometheus does; on by default.</summary>
    public bool Prometheus { get; set; } = true;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (OtlpEndpoint is not null && !IsReceiver(OtlpEndpoint))
        {
            yield return new ValidationResult($"'{OtlpEndpoint}' is no address of a receiver; expected for example '{ExampleEndpoint}'.", [nameof(OtlpEndpoint)]);
        }
    }

    /// <summary>Reads the address of a receiver from where it has no section of its own.</summary>
    /// <exception cref="SettingsException">It is none.</exception>
    internal static Uri ParseEndpoint(string key, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && IsReceiver(endpoint)
            ? endpoint
            : throw new SettingsException($"{key} is '{text}', which is no address of a receiver; expected for example '{ExampleEndpoint}'.");

    // 'localhost:4317' is an absolute URI too: of the scheme 'localhost'.
    private static bool IsReceiver(Uri endpoint) => endpoint.IsAbsoluteUri && (endpoint.Scheme == Uri.UriSchemeHttp || endpoint.Scheme == Uri.UriSchemeHttps);
}
