using System.Text.Json;

namespace Mqant.Operations.Console;

/// <summary>Takes a module out of service, or one of its handlers.</summary>
/// <param name="Message">What callers are told; null: what they are told of a module that there is not.</param>
/// <param name="Handler">The handler; null: the whole module.</param>
internal sealed record TakeOutRequest(string? Message, string? Handler);

/// <summary>Brings a module back into service, or one of its handlers.</summary>
/// <param name="Handler">The handler; null: the module.</param>
internal sealed record BringBackRequest(string? Handler);

/// <summary>A message for a session.</summary>
/// <param name="Topic">By convention <c>Module/On…</c>.</param>
/// <param name="Payload">Any JSON.</param>
internal sealed record MessageRequest(string? Topic, JsonElement Payload);

/// <summary>Ends a session.</summary>
/// <param name="Reason">What the client is told.</param>
internal sealed record KickRequest(string? Reason);

/// <summary>Bans somebody.</summary>
/// <param name="Kind">What is named.</param>
/// <param name="Value">A user id, a client id, an address or a network.</param>
/// <param name="Minutes">For how long; null: for ever.</param>
/// <param name="Reason">What they are told.</param>
internal sealed record BanRequest(BanKind? Kind, string? Value, double? Minutes, string? Reason);

/// <summary>Makes an account.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Roles">The roles that its logins have; null: none.</param>
internal sealed record AccountRequest(string? Name, string[]? Roles);

/// <summary>Gives an account other roles.</summary>
/// <param name="Roles">All that it is to have.</param>
internal sealed record RolesRequest(string[]? Roles);

/// <summary>Tells nobody of an error for a time.</summary>
/// <param name="Minutes">For how long; null: until it is opened again.</param>
internal sealed record MuteRequest(double? Minutes);

/// <summary>Says who works on an error.</summary>
/// <param name="To">Who; null: nobody.</param>
internal sealed record AssignRequest(string? To);

/// <summary>A message for many.</summary>
/// <param name="To">For whom.</param>
/// <param name="Name">The module or the group.</param>
/// <param name="Topic">By convention <c>Module/On…</c>.</param>
/// <param name="Payload">Any JSON.</param>
internal sealed record BroadcastRequest(BroadcastTarget? To, string? Name, string? Topic, JsonElement Payload);

/// <summary>For whom a message is.</summary>
internal enum BroadcastTarget
{
    /// <summary>Every session.</summary>
    All,

    /// <summary>The players of a module.</summary>
    Module,

    /// <summary>The members of a group.</summary>
    Group,
}
