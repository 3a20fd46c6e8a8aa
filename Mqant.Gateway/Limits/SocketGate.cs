using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Mqant.Gateway.Limits;

/// <summary>
/// Counts sockets from the moment they are accepted, before a byte of them is read. Where there is no place the socket that has been silent longest makes room: whoever speaks is not kept out by those who do not,
/// and the process never comes to the end of its files, where it could accept nobody and would try for ever.
/// </summary>
internal sealed class SocketGate(SocketLimits limits, AddressBook addresses, BudgetReports reports)
{
    public const string Sockets = "sockets";
    public const string HttpConnections = "http_connections";
    public const string PerAddress = "connections_per_address";
    public const string ConnectsPerAddress = "connects_per_address";

    /// <summary>Who was just accepted has this long to speak: a machine that is busy must not throw out those who did.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    // Those that were thrown out still have their file for a moment.
    private const int Leaving = 64;

    // How many of an address that has too many are kept for long enough to be told so; beyond that they are closed without a word.
    private const int Told = 16;

    private readonly Lock _gate = new();
    private readonly SocketShare _clients = new(limits.Clients);
    private readonly SocketShare _http = new(limits.Http);

    public SocketLimits Limits => limits;

    public (int Clients, int Silent, int Http) Count
    {
        get
        {
            lock (_gate)
            {
                return (_clients.Count, _clients.Silent, _http.Count);
            }
        }
    }

    /// <summary>The ticket of a connection, which gives it back at its end: the one that it has, or a new one where nobody has counted it.</summary>
    public SocketTicket GetTicket(BaseConnectionContext connection, EndPoint? endPoint)
    {
        if (connection.Features.Get<SocketTicket>() is { } ticket)
        {
            ticket.IsTaken = true;
            ticket.Identify(endPoint);
            return ticket;
        }

        ticket = new SocketTicket(this, connection, SocketUse.Client) { IsTaken = true };
        lock (_gate)
        {
            Add(_clients, ticket);
        }

        ticket.Identify(endPoint);
        return ticket;
    }

    /// <summary>Counts a socket that was just accepted; null where there is no place for it, and it is to be closed. Else <see cref="SocketTicket.Leave"/> must follow.</summary>
    public SocketTicket? TryEnter(BaseConnectionContext connection, SocketUse use)
    {
        var share = ShareOf(use);
        SocketTicket? gone = null;
        SocketTicket? ticket = null;
        lock (_gate)
        {
            if ((share.Count >= share.Limit || share.Silent >= share.SilentLimit) && share.Count < share.Limit + Leaving)
            {
                gone = FindSilent(share);
                if (gone is not null)
                {
                    share.RemoveSilent(gone);
                }
            }

            if (share.Count < share.Limit || gone is not null)
            {
                ticket = new SocketTicket(this, connection, use);
                Add(share, ticket);
            }
        }

        if (gone is not null || ticket is null)
        {
            gone?.Abort();
            Report(use, connection);
        }

        return ticket;
    }

    internal void Identify(SocketTicket ticket, EndPoint? endPoint)
    {
        var address = addresses.Find(endPoint);
        var tooMany = false;
        lock (_gate)
        {
            if (address is null || address == ticket.Address || !ticket.IsCounted)
            {
                return;
            }

            if (ticket.Address is { } before)
            {
                CountOf(before, ticket, -1);
                ticket.Refusal = SocketRefusal.None;
            }

            ticket.Address = address;
            if (IsFull(address, ticket.Use))
            {
                ticket.Refusal = SocketRefusal.AddressIsFull;
            }
            else if (!address.TryConnect(limits.All))
            {
                ticket.Refusal = SocketRefusal.TooFast;
            }

            CountOf(address, ticket, 1);
            tooMany = address.Refused > Told || ticket.Use == SocketUse.Http;
        }

        if (ticket.Refusal != SocketRefusal.None)
        {
            var isFull = ticket.Refusal == SocketRefusal.AddressIsFull;
            reports.Exceeded(
                isFull ? PerAddress : ConnectsPerAddress,
                isFull ? $"{GatewayOptions.SectionName}:{nameof(GatewayOptions.MaxConnectionsPerAddress)}" : Option(nameof(GatewayLimits.MaxConnectsPerSecondPerAddress)),
                endPoint!.ToString()!);
            if (tooMany)
            {
                ticket.Abort();
            }
        }
    }

    internal void Speaks(SocketTicket ticket)
    {
        lock (_gate)
        {
            ShareOf(ticket.Use).RemoveSilent(ticket);
        }
    }

    internal void Rests(SocketTicket ticket)
    {
        lock (_gate)
        {
            if (ticket.IsCounted && !ticket.IsSilent)
            {
                ShareOf(ticket.Use).AddSilent(ticket, addresses.Now);
            }
        }
    }

    internal void Leave(SocketTicket ticket)
    {
        lock (_gate)
        {
            if (!ticket.IsCounted)
            {
                return;
            }

            ticket.IsCounted = false;
            var share = ShareOf(ticket.Use);
            share.RemoveSilent(ticket);
            share.Count--;
            if (ticket.Address is { } address)
            {
                CountOf(address, ticket, -1);
            }
        }
    }

    internal static string Option(string name) => $"{GatewayOptions.SectionName}:{nameof(GatewayOptions.Limits)}:{name}";

    private bool IsFull(AddressRecord address, SocketUse use) =>
        limits.PerAddress > 0 && (use == SocketUse.Http ? address.Http >= limits.HttpPerAddress : address.Connections - address.Refused >= limits.PerAddress);

    private static void CountOf(AddressRecord address, SocketTicket ticket, int number)
    {
        if (ticket.Use == SocketUse.Http)
        {
            address.Http += number;
            return;
        }

        address.Connections += number;
        address.Refused += ticket.Refusal == SocketRefusal.None ? 0 : number;
    }

    private SocketShare ShareOf(SocketUse use) => use == SocketUse.Http ? _http : _clients;

    private void Add(SocketShare share, SocketTicket ticket)
    {
        ticket.IsCounted = true;
        share.Count++;
        share.AddSilent(ticket, addresses.Now);
    }

    // The first of them has been silent longest.
    private SocketTicket? FindSilent(SocketShare share) => share.Oldest is { } oldest && addresses.Now - oldest.Since >= Grace.Ticks ? oldest : null;

    private void Report(SocketUse use, BaseConnectionContext connection) => reports.Exceeded(
        use == SocketUse.Http ? HttpConnections : Sockets,
        Option(use == SocketUse.Http ? nameof(GatewayLimits.MaxHttpConnections) : nameof(GatewayLimits.MaxSockets)),
        connection.RemoteEndPoint?.ToString() ?? "somebody");
}
