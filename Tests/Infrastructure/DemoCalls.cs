using System.Text.Json;
using Mqant.Testing;
using Xunit;

namespace Mqant.Tests.Infrastructure;

/// <summary>What clients of the demo modules do all the time.</summary>
internal static class DemoCalls
{
    /// <summary>Calls a handler that must succeed; returns its result.</summary>
    public static Task<JsonElement> CallForResultAsync(this GameClient client, string handlerTopic, object payload)
        => client.RequestAsync<JsonElement>(handlerTopic, payload);

    /// <summary>Waits for the first push, from the beginning of the connection, on this topic.</summary>
    public static Task<Received> WaitForPushAsync(this GameClient client, string topic)
        => client.Messages.WaitForAsync(message => message.Topic == topic, $"push {topic}");

    /// <summary>Waits for the first push, from the beginning of the connection, on this topic with this payload.</summary>
    public static Task<Received> WaitForPushAsync(this GameClient client, string topic, string payload)
        => client.Messages.WaitForAsync(message => message.Topic == topic && message.Text == payload, $"push {topic} {payload}");

    /// <summary>Logs in as a user with the demo module.</summary>
    public static async Task LoginAsync(this GameClient client, string user)
    {
        var result = await client.RequestAsync<string>("Login/HD_Login", new { userName = user, passWord = "secret" });
        Assert.Equal($"login success {user}", result);
    }

    /// <summary>Joins a chat room; returns its users.</summary>
    public static async Task<IReadOnlyList<string>> JoinAsync(this GameClient client, string room)
    {
        var result = await client.RequestAsync<JsonElement>("Chat/HD_JoinChat", new { roomName = room });
        return [.. result.GetProperty("users").EnumerateArray().Select(user => user.GetString()!)];
    }
}
