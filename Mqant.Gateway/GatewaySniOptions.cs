using System.ComponentModel.DataAnnotations;

namespace Mqant.Gateway;

/// <summary>What clients are shown who ask for one name: section <c>Mqant:Gateway:Tls:Sni:&lt;name&gt;</c>.</summary>
public sealed class GatewaySniOptions
{
    /// <summary>The certificate.</summary>
    [Required]
    public CertificateOptions? Certificate { get; set; }
}
