using Microsoft.Extensions.Logging;
using Mqant.Operations.Notifications;

namespace Mqant.Tests.Errors;

/// <summary>Notifications as the cluster makes them.</summary>
internal static class NotificationSamples
{
    public static readonly DateTimeOffset At = new(2026, 11, 26, 21, 14, 5, TimeSpan.Zero);

    public static NotifiedError Error(string id = "a1b2c3d4e5f60718", NotificationKind kind = NotificationKind.New) => new()
    {
        Id = id,
        Kind = kind,
        Type = "System.InvalidOperationException",
        Message = "Sequence contains no elements",
        Where = "Game.Chat.ChatGrain.SayAsync",
        Level = LogLevel.Error,
        Count = 1234,
        PerMinute = 87,
        FirstSeen = At - TimeSpan.FromMinutes(50),
        LastSeen = At,
        Modules = ["Shop"],
        Silos = ["silo-1", "silo-3"],
        Versions = ["1.3.0", "1.3.1"],
        Series = [.. Enumerable.Range(0, 60).Select(static minute => minute < 12 ? 0 : minute * minute % 83)],
    };

    public static Notification One(NotificationKind kind = NotificationKind.New, string message = "Sequence contains no elements") => new()
    {
        Id = "0f8fad5bd9cb469fa16570867728950e",
        Kind = kind,
        Cluster = "game-eu",
        At = At,
        Errors =
        [
            Error(kind: kind) with
            {
                Message = message,
                Url = new Uri("https://ops.example.com/console/#/errors/a1b2c3d4e5f60718"),
                Sample = new NotifiedSample
                {
                    At = At,
                    Stack = $"""
                        System.InvalidOperationException: {message}
                           at System.Linq.ThrowHelper.ThrowNoElementsException()
                           at System.Linq.Enumerable.First[TSource](IEnumerable`1 source)
                           at Game.Chat.ChatGrain.SayAsync(Say message) in /src/Chat/ChatGrain.cs:line 42
                           at Mqant.ModuleExtension.InvokeAsync(ModuleDescriptor module, Object grain, Session session, HandlerCall call)
                        """,
                    TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
                    User = "bob",
                    Session = "s-7f3a",
                    Module = "Chat",
                    Handler = "HD_Say",
                    Process = "silo-3",
                    Version = "1.3.1",
                },
            },
        ],
        Url = new Uri("https://ops.example.com/console/#/errors"),
    };

    public static Notification Digest() => One() with
    {
        Kind = NotificationKind.Digest,
        Errors =
        [
            .. Enumerable.Range(1, 8).Select(static i => Error($"id{i}", i % 3 == 0 ? NotificationKind.New : NotificationKind.Growing) with
            {
                Count = 9000 / i,
                Modules = [i % 2 == 0 ? "Chat" : "Shop"],
                Where = $"Game.Shop.ShopGrain.Buy{i}Async",
                Url = new Uri($"https://ops.example.com/console/#/errors/id{i}"),
            }),
        ],
        More = 4,
        Total = 24_600,
        Period = TimeSpan.FromHours(24),
    };
}
