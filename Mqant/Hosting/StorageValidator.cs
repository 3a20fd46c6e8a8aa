using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Runtime;
using Orleans.Storage;

namespace Mqant;

/// <summary>Ends the start of a silo that has nowhere to store what users, groups, rooms and gateways need.</summary>
internal sealed class StorageValidator(IServiceProvider services) : IConfigurationValidator
{
    /// <exception cref="OrleansConfigurationException">A grain storage is missing.</exception>
    public void ValidateConfiguration()
    {
        foreach (var name in MqantStorage.All)
        {
            if (services.GetKeyedService<IGrainStorage>(name) is null)
            {
                throw new OrleansConfigurationException(
                    $"There is no grain storage '{name}', and none called '{ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME}' that it could fall back to; "
                    + "add one to the silo, for example by AddMemoryGrainStorageAsDefault().");
            }
        }
    }
}
