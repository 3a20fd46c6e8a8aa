using System.Net;
using Microsoft.Extensions.Options;

namespace Mqant.Operations.Door;

/// <summary>Refuses at start a console that others can reach and nobody could sign in to but by a link that is printed here.</summary>
internal sealed class AddressCheck(IOptions<ConsoleOptions> console) : IValidateOptions<ManagementOptions>
{
    public ValidateOptionsResult Validate(string? name, ManagementOptions options) =>
        options.Port == ManagementOptions.NoPort || !console.Value.Enabled || console.Value.HasSignIn || IsLoopback(options.Address)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{ManagementOptions.SectionName}:{nameof(ManagementOptions.Address)} is '{options.Address}', where others than this machine reach the console, but nobody could sign in there: set "
                + $"{ConsoleOptions.SectionName}:{nameof(ConsoleOptions.Tokens)} or {ConsoleOptions.SectionName}:{nameof(ConsoleOptions.OpenIdConnect)}:{nameof(ConsoleOpenIdConnect.Authority)}, or "
                + $"{ConsoleOptions.SectionName}:{nameof(ConsoleOptions.Enabled)} to false.");

    private static bool IsLoopback(string address) => address == ManagementOptions.Localhost || (IPAddress.TryParse(address, out var parsed) && IPAddress.IsLoopback(parsed));
}
