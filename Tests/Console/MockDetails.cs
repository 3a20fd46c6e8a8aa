using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mqant.Tests.Console;

/// <summary>Modules, players, rooms and what else there is.</summary>
internal static class MockDetails
{
    private static readonly string[] Users = ["ann", "bert", "chen-wei", "dorothea", MockCluster.Hostile, "小明", "mallory", string.Empty];
    private static readonly string[] Devices = ["iPhone 17", "Pixel 11", "Chrome 156", "Unity 6000", "Chrome 156", "Xiaomi 16", "Bot", ""];
    private static readonly (string Name, string[] Handlers)[] ModulesThere =
    [
        ("Chat", ["HD_Join", "HD_Say", "HD_History"]), ("Hitball", ["HD_Join", "HD_Shoot", "HD_Leave"]), ("Leaderboard", ["HD_Add", "HD_Top"]), ("Matchmaker", ["HD_Find", "HD_Cancel"]), ("XaXb", ["HD_Sit", "HD_Guess"]),
    ];

    private static readonly string[] Levels = ["warning", "error", "warning", "critical"];
    private static readonly string[] Texts =
    [
        "The tick of room evening-3 was 14 ms late.", "Handler HD_Shoot of module Hitball failed for user ann in session s-7f3a91 (trace 4bf92f35).", $"Session s-000123 was refused: client id '{MockCluster.Hostile}' is too long.",
        "Redis at 10.0.0.31:6379 does not answer; trying again.",
    ];

    public static IEnumerable<JsonNode> Modules(ConcurrentDictionary<string, string?> taken, IEnumerable<JsonObject> processes)
    {
        var all = processes.OrderBy(static process => process["name"]!.GetValue<string>(), StringComparer.Ordinal).ToArray();
        foreach (var (name, handlers) in ModulesThere)
        {
            var weight = name.Length;
            var hosts = all.SelectMany(process => process["modules"]!.AsArray()
                .Where(module => module!["name"]!.GetValue<string>() == name)
                .Select(module => new
                {
                    process = process["id"]!.GetValue<string>(),
                    name = process["name"]!.GetValue<string>(),
                    version = module!["version"]!.GetValue<string>(),
                    requestsPerSecond = weight * 32.4,
                    errorsPerSecond = name == "Hitball" && process["name"]!.GetValue<string>() == "silo-2" ? 0.41 : 0,
                    p50 = 0.9 + (weight / 10.0),
                    p99 = weight * 2.2,
                }))
                .ToArray();
            yield return JsonSerializer.SerializeToNode(
                new
                {
                    name,
                    inService = !taken.ContainsKey(name),
                    message = taken.GetValueOrDefault(name),
                    hosts,
                    requestsPerSecond = weight * 97.3,
                    errorsPerSecond = name == "Hitball" ? 0.41 : 0,
                    p50 = 0.9 + (weight / 10.0),
                    p99 = weight * 2.2,
                    handlers = handlers.Select((handler, index) => new
                    {
                        name = handler,
                        inService = !taken.ContainsKey($"{name}/{handler}"),
                        message = taken.GetValueOrDefault($"{name}/{handler}"),
                        requestsPerSecond = weight * 97.3 / (index + 2),
                        errorsPerSecond = handler == "HD_Shoot" ? 0.41 : 0,
                        p50 = 0.8 + index,
                        p99 = weight * (index + 1.4),
                        slowest = Enumerable.Range(1, 3).Select(place => new
                        {
                            traceId = $"{weight:x2}{index}{place}2f3577b34da6a3ce929d0e0e4736",
                            durationMs = (weight * 14.0) - (place * 7) + (index * 3),
                            at = MockCluster.Hours(-0.03 * place),
                            session = "s-7f3a91",
                            user = place == 3 ? string.Empty : Users[place],
                            outcome = handler == "HD_Shoot" && place == 1 ? "failed" : "ok",
                        }),
                        missingOn = handler == "HD_History" ? new[] { "silo-1", "silo-2" } : [],
                        hosts = hosts.Select(host => new
                        {
                            host.process,
                            host.name,
                            host.version,
                            requestsPerSecond = weight * 97.3 / (index + 2) / 2,
                            errorsPerSecond = handler == "HD_Shoot" && host.name.EndsWith('2') ? 0.41 : 0,
                            p50 = 0.8 + index,
                            p99 = weight * (index + 1.4),
                        }),
                    }),
                },
                JsonSerializerOptions.Web)!;
        }
    }

    public static JsonArray Players(Func<string, string> asked)
    {
        var (user, session, clientId, address) = (asked("user"), asked("session"), asked("clientId"), asked("address"));
        return new JsonArray([.. Enumerable.Range(0, Users.Length).Select(Summary).Where(player =>
            (user.Length > 0 && player["user"]!.GetValue<string>().Contains(user, StringComparison.Ordinal))
            || (session.Length > 0 && player["session"]!.GetValue<string>() == session)
            || (clientId.Length > 0 && player["clientId"]!.GetValue<string>() == clientId)
            || (address.Length > 0 && player["address"]!.GetValue<string>().StartsWith(address, StringComparison.Ordinal)))]);
    }

    public static JsonObject? Player(string session)
    {
        if (!session.StartsWith("s-7f3a9", StringComparison.Ordinal))
        {
            return null;
        }

        var player = Summary(int.Parse(session[^1..], CultureInfo.InvariantCulture) - 1);
        player["settings"] = new JsonObject { ["level"] = "14", ["hat"] = "pirate", ["motto"] = MockCluster.Hostile };
        player["groups"] = new JsonArray("lobby", "clan-7", "evening-3");
        player["latencyMs"] = 41.7;
        player["room"] = new JsonObject { ["module"] = "Hitball", ["key"] = "evening-3" };
        player["requests"] = MockCluster.Array(Enumerable.Range(0, 12).Select(static number => new
        {
            at = MockCluster.Hours(-0.001 * (number + 1)),
            topic = $"Hitball@evening-3/HD_Shoot/{340 - number}",
            outcome = number switch { 2 => "failed", 5 => "refused", 9 => "timeout", _ => "ok" },
            durationMs = number == 9 ? 10_000 : 1.2 + (number * 3 % 7),
            traceId = $"4bf92f3577b34da6a3ce929d0e0e47{number:d2}",
        }));
        return player;
    }

    public static JsonObject User(string user, JsonObject? ban) => new()
    {
        ["user"] = user,
        ["online"] = Users.Contains(user, StringComparer.Ordinal) && user != "mallory",
        ["sessions"] = new JsonArray([.. Enumerable.Range(0, Users.Length).Where(number => Users[number] == user && user != "mallory").Select(Summary)]),
        ["ban"] = ban?.DeepClone(),
        ["lastSeen"] = MockCluster.Hours(-1.5),
    };

    public static JsonObject Rooms(string search, string module, int skip)
    {
        var all = Enumerable.Range(0, 137).Select(static number => RoomOf(number % 3 == 0 ? "XaXb" : "Hitball", number == 4 ? MockCluster.Hostile : $"evening-{number}", number))
            .Where(room => room["key"]!.GetValue<string>().Contains(search, StringComparison.Ordinal) && (module.Length == 0 || room["module"]!.GetValue<string>() == module))
            .ToArray();
        return new JsonObject { ["total"] = all.Length, ["rooms"] = new JsonArray([.. all.Skip(skip).Take(100)]) };
    }

    public static JsonObject Room(string module, string key, int beat)
    {
        var room = RoomOf(module, key, 3);
        room["tick"] = 48_211 + (beat * 30);
        room["seats"] = MockCluster.Array(Users.Take(5).Select(static (user, number) => new { user, session = number == 3 ? string.Empty : $"s-7f3a9{number + 1}", since = MockCluster.Hours(-0.2 * (number + 1)), connected = number != 3 }));
        return room;
    }

    public static JsonObject State(string key, int beat) => (JsonObject)JsonSerializer.SerializeToNode(
        new
        {
            table = key,
            round = 12,
            running = true,
            winner = (string?)null,
            ball = new { x = Math.Round(640 + (300 * Math.Sin(beat / 4.0)), 1), y = Math.Round(640 + (300 * Math.Cos(beat / 4.0)), 1), owner = "ann" },
            players = Users.Take(5).Select(static (user, number) => new { name = user, score = number * 30, motto = number == 1 ? MockCluster.Hostile : "gg", hits = new[] { 3, 1, 4, 1, 5 } }),
            coins = Enumerable.Range(0, 240).Select(static number => new { x = number * 13 % 1280, y = number * 29 % 1280 }),
            empty = System.Array.Empty<int>(),
        },
        JsonSerializerOptions.Web)!;

    public static JsonObject Groups(string search, int skip)
    {
        var all = Enumerable.Range(0, 240).Select(static number => (Name: number == 0 ? "lobby" : number == 3 ? MockCluster.Hostile : $"clan-{number}", Members: number == 0 ? 4120 : 240 - number))
            .Where(group => group.Name.Contains(search, StringComparison.Ordinal)).ToArray();
        return new JsonObject { ["total"] = all.Length, ["groups"] = MockCluster.Array(all.Skip(skip).Take(100).Select(static group => new { name = group.Name, members = group.Members })) };
    }

    public static JsonArray Budgets() => MockCluster.Array(new[]
    {
        Budget("sockets", "Mqant:Gateway:MaxConnections", MockCluster.Gateway1, 3170, 20_000),
        Budget("sockets", "Mqant:Gateway:MaxConnections", MockCluster.Gateway2, 3042, 20_000),
        Budget("sockets of an address", "Mqant:Gateway:MaxConnectionsPerAddress", MockCluster.Gateway1, 212, 256),
        Budget("bytes held for slow readers", "Mqant:Gateway:MaxOutboundBytes", MockCluster.Gateway2, 41_204_112, 268_435_456),
        Budget("new keys a minute", "Mqant:Gateway:MaxNewKeys", MockCluster.Gateway2, 29, 30),
    });

    public static JsonArray Audit(string before)
        => new([.. (before.Length > 0 ? Enumerable.Range(100, 30) : Enumerable.Range(0, 100)).Select(static number => (JsonNode)AuditEntry(number))]);

    public static JsonObject AuditEntry(int number) => (JsonObject)JsonSerializer.SerializeToNode(
        new
        {
            at = MockCluster.Hours(-0.3 * (number + 1)),
            who = number % 3 == 0 ? "bob" : "alice",
            role = number % 3 == 0 ? "operator" : "admin",
            from = number % 3 == 0 ? "10.1.4.9" : "127.0.0.1",
            action = (number % 4) switch { 0 => "module.take-out", 1 => "module.bring-back", 2 => "player.kick", _ => "process.drain" },
            target = (number % 4) switch { 2 => number == 2 ? MockCluster.Hostile : "ann", 3 => "silo-2", _ => "Chat/HD_History" },
            detail = number % 4 == 0 ? "message: Back at noon" : string.Empty,
            outcome = number % 7 == 3 ? "refused: This needs the role admin." : "done",
        },
        JsonSerializerOptions.Web)!;

    public static JsonArray Log() => new([.. Enumerable.Range(0, 40).Select(static number => (JsonNode)LogEntry(number))]);

    public static JsonObject LogEntry(int number, string? text = null) => (JsonObject)JsonSerializer.SerializeToNode(
        new
        {
            at = MockCluster.Hours(-0.01 * number),
            level = Levels[number % 4],
            process = number % 2 == 0 ? MockCluster.Silo2 : MockCluster.Gateway1,
            category = number % 2 == 0 ? "Mqant.Rooms.TickClock" : "Mqant.Gateway.Sessions.SessionLoop",
            eventId = 1400 + number,
            message = text ?? Texts[number % 4],
            exception = number % 4 == 1 ? "System.InvalidOperationException: The ball is not on the table.\n   at Game.Hitball.TableGrain.ShootAsync(Shot shot)" : null,
            traceId = number % 4 == 1 ? "4bf92f3577b34da6a3ce929d0e0e4736" : null,
        },
        JsonSerializerOptions.Web)!;

    private static object Budget(string name, string option, string process, long used, long limit)
        => new { name, scope = "gateway", process, used, limit, option };

    private static JsonObject Summary(int number) => (JsonObject)JsonSerializer.SerializeToNode(
        new
        {
            session = $"s-7f3a9{number + 1}",
            user = Users[number],
            clientId = number == 4 ? MockCluster.Hostile : $"client-{number + 1}-a81f",
            address = $"203.0.113.{40 + number}",
            transport = number % 2 == 0 ? "mqtt 5.0 over websocket" : "mqtt 3.1.1 over tls",
            device = Devices[number],
            gateway = number % 2 == 0 ? MockCluster.Gateway1 : MockCluster.Gateway2,
            gatewayName = number % 2 == 0 ? "gateway-1" : "gateway-2",
            connectedAt = MockCluster.Hours(-0.4 * (number + 1)),
        },
        JsonSerializerOptions.Web)!;

    private static JsonObject RoomOf(string module, string key, int number) => (JsonObject)JsonSerializer.SerializeToNode(
        new
        {
            module,
            key,
            silo = number % 2 == 0 ? MockCluster.Silo1 : MockCluster.Silo2,
            phase = (number % 5) switch { 0 => "created", 4 => "finished", _ => "running" },
            players = number % 5,
            capacity = module == "XaXb" ? 2 : 8,
            viewers = number % 4,
            tick = 48_000 - (number * 31),
            tickMs = module == "XaXb" ? 0 : 33.3,
            latenessMs = number == 3 ? 22.4 : number == 7 ? 5.2 : 0.3,
            overruns = number == 3 ? 118 : 0,
        },
        JsonSerializerOptions.Web)!;
}
