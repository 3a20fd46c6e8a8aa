using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;

namespace Mqant;

/// <summary>Bans as they are looked up for every client that comes: by a few look-ups, however many there are.</summary>
internal sealed class BanList
{
    /// <summary>Nobody is banned.</summary>
    public static readonly BanList Empty = new([]);

    private readonly FrozenDictionary<string, Ban> _users;
    private readonly FrozenDictionary<string, Ban> _clientIds;
    private readonly FrozenDictionary<IPNetwork, Ban> _addresses;
    private readonly (AddressFamily Family, int Length)[] _lengths;

    public BanList(Ban[] bans)
    {
        IsEmpty = bans.Length == 0;
        _users = Of(BanKind.User).ToFrozenDictionary(static ban => ban.Value, StringComparer.Ordinal);
        _clientIds = Of(BanKind.ClientId).ToFrozenDictionary(static ban => ban.Value, StringComparer.Ordinal);
        _addresses = Of(BanKind.Address).ToFrozenDictionary(static ban => AddressRanges.TryParse(ban.Value, out var range) ? range : default);
        _lengths = [.. _addresses.Keys.Select(static range => (range.BaseAddress.AddressFamily, range.PrefixLength)).Distinct().OrderDescending()];

        IEnumerable<Ban> Of(BanKind kind) => bans.Where(ban => ban.Kind == kind).DistinctBy(static ban => ban.Value);
    }

    public bool IsEmpty { get; }

    /// <summary>The ban that is in force, or null.</summary>
    public Ban? Find(BanKind kind, string value, DateTimeOffset now)
    {
        var ban = kind switch
        {
            BanKind.User => _users.GetValueOrDefault(value),
            BanKind.ClientId => _clientIds.GetValueOrDefault(value),
            _ => FindAddress(value, now),
        };
        return ban?.IsOver(now) == false ? ban : null;
    }

    // The narrowest that is in force: it says more of whom it meets.
    private Ban? FindAddress(string value, DateTimeOffset now)
    {
        if (_lengths.Length == 0 || !AddressRanges.TryParseAddress(value, out var address))
        {
            return null;
        }

        foreach (var (family, length) in _lengths)
        {
            if (family == address.AddressFamily && _addresses.TryGetValue(AddressRanges.Of(address, length), out var ban) && !ban.IsOver(now))
            {
                return ban;
            }
        }

        return null;
    }
}
