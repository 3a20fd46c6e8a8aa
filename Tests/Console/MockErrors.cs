using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mqant.Tests.Console;

/// <summary>Errors that the cluster's game makes.</summary>
internal static class MockErrors
{
    private static readonly string[] Types =
    [
        "System.InvalidOperationException", "System.TimeoutException", "System.Collections.Generic.KeyNotFoundException", "Game.Store.NotEnoughCoinsException", "System.NullReferenceException", "System.FormatException",
    ];

    private static readonly string[] Messages =
    [
        "The ball 'b-8812' is not on the table 'evening-3'.", "Response did not arrive on time in 00:00:10 for message: Leaderboard.AddAsync",
        "The given key 'season-12' was not present in the dictionary.", "ann has 12 coins, the hat costs 300.", MockCluster.Hostile, "The input string 'eleven' was not in a correct format.",
    ];

    private static readonly string[] Wheres =
    [
        "Game.Hitball.TableGrain.ShootAsync", "Game.Leaderboard.BoardGrain.AddAsync", "Game.Leaderboard.SeasonGrain.LoadAsync", "Game.Store.StoreGrain.BuyAsync", "Game.Chat.ChatGrain.SayAsync", "Game.XaXb.TableGrain.ParseGuess",
    ];

    private static readonly string[] Modules = ["Hitball", "Leaderboard", "Leaderboard", "Store", "Chat", "XaXb"];
    private static readonly string[] Assignees = ["", "bob", "", "", "", "alice"];
    private static readonly int[] Counts = [18_422, 913, 64, 4310, 12, 207];

    public static IReadOnlyList<string> Ids { get; } = ["e7a1c09f", "41b6d2e8", "9f03aa17", "c5d89e20", "0be4471d", "77f1e3c2"];

    public static IReadOnlyDictionary<string, string> Statuses { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Ids[0]] = "open", [Ids[1]] = "open", [Ids[2]] = "open", [Ids[3]] = "muted", [Ids[4]] = "open", [Ids[5]] = "resolved",
    };

    public static JsonObject Group(string id, string status, string? assignee)
    {
        var which = Ids.ToList().IndexOf(id);
        return (JsonObject)JsonSerializer.SerializeToNode(
            new
            {
                id,
                type = Types[which],
                message = Messages[which],
                where = Wheres[which],
                count = Counts[which],
                perMinute = Counts[which] / 400.0,
                firstSeen = MockCluster.Hours(-30 - which),
                lastSeen = MockCluster.Hours(-0.01 * ((which * 5) + 1)),
                status,
                assignee = assignee ?? (Assignees[which].Length > 0 ? Assignees[which] : null),
                mutedUntil = status == "muted" ? MockCluster.Hours(4) : null,
                modules = new[] { Modules[which] },
                silos = new[] { "silo-2", "silo-3" },
                versions = new[] { "1.0.9", "1.1.0" },
                firstVersion = which % 2 == 0 ? "1.1.0" : "1.0.9",
                series = Enumerable.Range(0, 60).Select(minute => minute is > 37 and < 47 ? ((Counts[which] / 60) + 1) * (6 - Math.Abs(42 - minute)) : minute * (which + 3) % 7 == 0 ? (Counts[which] / 400) + 1 : 0),
            },
            JsonSerializerOptions.Web)!;
    }

    public static JsonObject Detail(string id, string status, string? assignee)
    {
        var group = Group(id, status, assignee);
        var (type, message, where) = (group["type"]!.GetValue<string>(), group["message"]!.GetValue<string>(), group["where"]!.GetValue<string>());
        group["samples"] = MockCluster.Array(Enumerable.Range(0, 3).Select(number => new
        {
            at = MockCluster.Hours(-0.02 * (number + 1)),
            message = number == 0 ? message : $"{message} ({number})",
            stack = $"""
                {type}: {message}
                   at {where}(Shot shot) in /src/Game/{where.Split('.')[1]}/{where.Split('.')[2]}.cs:line 118
                   at {where}Async(Shot shot) in /src/Game/{where.Split('.')[1]}/{where.Split('.')[2]}.cs:line 84
                   at Mqant.Modules.HandlerTable.InvokeAsync(Object grain, ReadOnlyMemory`1 payload)
                   at Orleans.Runtime.GrainMethodInvoker.Invoke()
                   at System.Threading.Tasks.Task.RunContinuations(Object continuationObject)
                """,
            traceId = $"4bf92f3577b34da6a3ce929d0e0e47{number}{number}",
            user = number == 2 ? string.Empty : "ann",
            session = "s-7f3a91",
            module = where.Split('.')[1],
            handler = "HD_" + where.Split('.')[^1].Replace("Async", string.Empty, StringComparison.Ordinal),
            process = MockCluster.Silo2,
            version = "1.1.0",
        }));
        return group;
    }
}
