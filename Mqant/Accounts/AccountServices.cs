using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Orleans.Storage;

namespace Mqant;

/// <summary>What the accounts of this silo share.</summary>
internal sealed class AccountServices
{
    private const string AccountState = "account";
    private const string DeviceState = "device";

    private static readonly GrainType AccountType = GrainType.Create("mqant.account");
    private static readonly GrainType DeviceType = GrainType.Create("mqant.device");

    private readonly IServiceProvider _services;
    private readonly MqantMetrics _metrics;

    public AccountServices(IServiceProvider services, PasswordHashing passwords, MqantMetrics metrics, IOptions<AuthenticationOptions> options, TimeProvider time)
    {
        _services = services;
        _metrics = metrics;
        Passwords = passwords;
        Options = options.Value;
        Time = time;
        Tries = FailureBook.OfAddresses(Options.BackOff, time);
        Creations = FailureBook.OfAddresses(Options.BackOff, time);
    }

    public PasswordHashing Passwords { get; }

    public AuthenticationOptions Options { get; }

    public TimeProvider Time { get; }

    /// <summary>Addresses from which wrong passwords and secrets came.</summary>
    public FailureBook Tries { get; }

    /// <summary>Addresses from which accounts and devices were made.</summary>
    public FailureBook Creations { get; }

    public StripedCounter Refused => _metrics.LoginsRefused;

    // Asked for late, for storage is added after this is.
    private IGrainStorage Storage => field ??= new MeasuredStorage(
        _services.GetRequiredKeyedService<IGrainStorage>(MqantStorage.Accounts), MqantStorage.Accounts, _metrics, Time);

    /// <summary>The account of that name; one without a password where there is none.</summary>
    public async Task<GrainState<StoredAccount>> ReadAccountAsync(string name)
    {
        var record = new GrainState<StoredAccount>();
        await Storage.ReadStateAsync(AccountState, GrainId.Create(AccountType, name), record);
        record.State ??= new StoredAccount();
        return record;
    }

    /// <exception cref="InconsistentStateException">Somebody else has changed it since it was read.</exception>
    public Task WriteAccountAsync(string name, GrainState<StoredAccount> record) => Storage.WriteStateAsync(AccountState, GrainId.Create(AccountType, name), record);

    public async Task<GrainState<StoredDevice>> ReadDeviceAsync(string id)
    {
        var record = new GrainState<StoredDevice>();
        await Storage.ReadStateAsync(DeviceState, GrainId.Create(DeviceType, id), record);
        record.State ??= new StoredDevice();
        return record;
    }

    /// <exception cref="InconsistentStateException">Somebody else has changed it since it was read.</exception>
    public Task WriteDeviceAsync(string id, GrainState<StoredDevice> record) => Storage.WriteStateAsync(DeviceState, GrainId.Create(DeviceType, id), record);
}
