using System.ComponentModel.DataAnnotations;

namespace Mqant;

/// <summary>
/// Where a certificate and its private key are, in the form of Kestrel's own configuration: files (<see cref="Path"/>, with <see cref="KeyPath"/> where the key is in a file of its own), or a
/// certificate store (<see cref="Subject"/>). Both are looked at again every few seconds: what has changed counts for connections from then on, and what cannot be read leaves the
/// certificate that was read before.
/// </summary>
public sealed class CertificateOptions : IValidatableObject
{
    /// <summary>
    /// File of the certificate, relative to the program: PEM, the certificate first and then those between it and a root, or PKCS #12 (PFX) with the private key.
    /// </summary>
    public string? Path { get; set; }

    /// <summary>File of the private key in PEM. Unset: the key is in the file of the certificate.</summary>
    public string? KeyPath { get; set; }

    /// <summary>Password of the private key, or of the PFX file.</summary>
    public string? Password { get; set; }

    /// <summary>A part of the subject of a certificate in a store; of several the one that is valid longest.</summary>
    public string? Subject { get; set; }

    /// <summary>The certificate store: <c>My</c> when unset.</summary>
    public string? Store { get; set; }

    /// <summary>The location of the store: <c>CurrentUser</c> when unset, or <c>LocalMachine</c>.</summary>
    [AllowedValues(null, "CurrentUser", "LocalMachine")]
    public string? Location { get; set; }

    /// <summary>Whether certificates of the store are taken that this machine does not trust.</summary>
    public bool AllowInvalid { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(KeyPath) && string.IsNullOrEmpty(Path))
        {
            yield return new ValidationResult("The file of a key needs the file of its certificate, Path.", [nameof(KeyPath)]);
        }
        else if (string.IsNullOrEmpty(Path) == string.IsNullOrEmpty(Subject))
        {
            yield return new ValidationResult("A certificate is in a file or in a store: one of Path and Subject must be set.", [nameof(Path)]);
        }
    }
}
