using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Mqant.Operations;

/// <summary>The management port, where health, metrics and the console are: section <c>Mqant:Management</c>. Nothing of it is on the game's ports.</summary>
public sealed class ManagementOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mqant:Management";

    /// <summary>Value of <see cref="Port"/> for no management port at all.</summary>
    public const int NoPort = -1;

    internal const string Localhost = "localhost";
    internal const string Any = "*";

    /// <summary>
    /// Where it listens: <c>localhost</c> (IPv4 loopback, the default: only this machine), <c>*</c> for every address, or one address of this machine. Whoever can reach it
    /// can read health and metrics; the console has a door of its own.
    /// </summary>
    public string Address { get; set; } = Localhost;

    /// <summary>
    /// The port; 0 for a free one, <see cref="NoPort"/> for none. Unset: the first free one from 8090 to 8189, so that several processes of one machine do not get in each
    /// other's way.
    /// </summary>
    [Range(NoPort, ushort.MaxValue)]
    public int? Port { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Address is not (Localhost or Any) && !IPAddress.TryParse(Address, out _))
        {
            yield return new ValidationResult($"'{Address}' is no address to listen on; expected '{Localhost}', '{Any}' or an IP address.", [nameof(Address)]);
        }
    }
}
