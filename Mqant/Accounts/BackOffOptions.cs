using System.ComponentModel.DataAnnotations;

namespace Mqant;

/// <summary>
/// What wrong passwords and tokens cost: section <c>Mqant:Authentication:BackOff</c>. After the free tries the next one is taken after a second, the one after that after two, and so on, doubled
/// each time. Whoever has not tried for twice <see cref="MaxWait"/> begins anew.
/// </summary>
public sealed class BackOffOptions
{
    /// <summary>Free tries for one account, from whatever addresses.</summary>
    [Range(1, 1_000)]
    public int AccountTries { get; set; } = 5;

    /// <summary>
    /// Free tries of one address (of IPv6 one network of 64 bits), at whatever accounts, and with tokens. Each gateway and each silo counts on its own. Accounts and devices that an address
    /// makes are counted likewise.
    /// </summary>
    [Range(1, 100_000)]
    public int AddressTries { get; set; } = 20;

    /// <summary>The longest wait.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromMinutes(5);
}
