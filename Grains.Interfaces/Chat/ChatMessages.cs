using System.Text.Json.Serialization;

namespace Mqant.Grains.Chat;

/// <summary>Request of <see cref="IChatRoom.JoinAsync"/>.</summary>
[GenerateSerializer, Alias("mqant.demo.JoinChat")]
public sealed record JoinChat([property: Id(0), JsonPropertyName("roomName")] string? RoomName);

/// <summary>Result of <see cref="IChatRoom.JoinAsync"/>: the ids of all members.</summary>
[GenerateSerializer, Alias("mqant.demo.ChatMembers")]
public sealed record ChatMembers([property: Id(0), JsonPropertyName("users")] IReadOnlyList<string> Users);

/// <summary>Request of <see cref="IChatRoom.SayAsync"/>; the target is a member's id, or <c>*</c> for all.</summary>
[GenerateSerializer, Alias("mqant.demo.SayInChat")]
public sealed record SayInChat(
    [property: Id(0), JsonPropertyName("roomName")] string? RoomName,
    [property: Id(1), JsonPropertyName("target")] string? Target,
    [property: Id(2), JsonPropertyName("content")] string? Content);

/// <summary>Result of <see cref="IChatRoom.SayAsync"/>.</summary>
[GenerateSerializer, Alias("mqant.demo.ChatSaid")]
public sealed record ChatSaid([property: Id(0), JsonPropertyName("say")] string Say);

/// <summary>Push <c>Chat/OnChat</c>.</summary>
public sealed record OnChat(
    [property: JsonPropertyName("from")] string From,
    [property: JsonPropertyName("msg")] string Message,
    [property: JsonPropertyName("roomName")] string RoomName,
    [property: JsonPropertyName("target")] string Target);

/// <summary>Pushes <c>Chat/OnJoin</c> and <c>Chat/OnLeave</c>.</summary>
public sealed record ChatMove(
    [property: JsonPropertyName("roomName")] string RoomName,
    [property: JsonPropertyName("user")] string User);
