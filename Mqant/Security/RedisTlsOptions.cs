namespace Mqant;

/// <summary>TLS to Redis: section <c>Mqant:Cluster:RedisTls</c>. That it is spoken at all, <see cref="MqantClusterOptions.Redis"/> says: <c>ssl=true</c>.</summary>
public sealed class RedisTlsOptions
{
    /// <summary>
    /// PEM file with the certificates of the authorities that may have signed that of Redis, relative to the program; looked at anew for every connection. Unset: those that this machine trusts.
    /// </summary>
    public string? CaPath { get; set; }

    /// <summary>The certificate that is shown to Redis, which by its default asks for one; looked at anew for every connection.</summary>
    public CertificateOptions? Certificate { get; set; }

    internal bool IsSet => !string.IsNullOrEmpty(CaPath) || Certificate is not null;
}
