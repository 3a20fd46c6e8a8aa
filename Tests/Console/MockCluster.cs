using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Mqant.Tests.Console;

/// <summary>A cluster as the console's API tells of it: two gateways, three silos, five modules, and players who call themselves what hurts.</summary>
internal sealed class MockCluster
{
    /// <summary>What somebody who wishes ill calls himself, his room and his errors.</summary>
    public const string Hostile = """<img src=x onerror="document.title='run'"><script>document.title='run'</script>""";

    public const string Gateway1 = "10.0.0.11:11111@51001";
    public const string Gateway2 = "10.0.0.12:11111@51002";
    public const string Silo1 = "10.0.0.21:11111@52001";
    public const string Silo2 = "10.0.0.22:11111@52002";
    public const string Silo3 = "10.0.0.23:11111@52003";

    private static readonly DateTime Started = DateTime.UtcNow;

    private readonly ConcurrentDictionary<string, JsonObject> _processes = [];
    private readonly ConcurrentDictionary<string, string?> _out = [];
    private readonly ConcurrentDictionary<string, JsonObject> _bans = [];
    private readonly ConcurrentDictionary<string, (string Status, string? Assignee)> _errors = [];
    private int _beat;

    public MockCluster()
    {
        Add(Gateway1, "gateway-1", "gateway", "0.1.0", 12.5, 412, 0, 3170);
        Add(Gateway2, "gateway-2", "gateway", "0.1.0", 10.1, 398, 0, 3042);
        Add(Silo1, "silo-1", "silo", "0.1.0", 31.4, 866, 18_240, 0, ("Chat", "1.4.0"), ("Hitball", "1.1.0"), ("XaXb", "1.0.2"), ("Leaderboard", "2.0.0"));
        Add(Silo2, "silo-2", "silo", "0.1.0", 78.0, 911, 17_985, 0, ("Chat", "1.4.0"), ("Hitball", "1.1.0"), ("XaXb", "1.0.2"), ("Leaderboard", "2.0.0"));
        Add(Silo3, "silo-3", "silo", "0.1.0", 29.2, 840, 18_101, 0, ("Chat", "1.5.0"), ("Hitball", "1.1.0"), ("XaXb", "1.0.2"), ("Leaderboard", "2.0.0"), ("Matchmaker", "1.0.0"));
        _bans["b1"] = Ban("b1", "user", "mallory", Hours(20), "Sold coins for money", "bob");
        _bans["b2"] = Ban("b2", "address", "203.0.113.77", null, "Login attempts by the thousand", "alice");
    }

    /// <summary>A second passes.</summary>
    public void Live()
    {
        _beat++;
        foreach (var process in _processes.Values)
        {
            lock (process)
            {
                Live(process);
            }
        }
    }

    public void Add(string id, string name, string kind, string version, double cpu, int mebibytes, int grains, int sessions, params (string Name, string Version)[] modules)
    {
        _processes[id] = new JsonObject
        {
            ["id"] = id,
            ["name"] = name,
            ["kind"] = kind,
            ["version"] = version,
            ["startedAt"] = Hours(-51),
            ["state"] = "ready",
            ["host"] = $"node-{name[^1]}.game.internal",
            ["cpuPercent"] = cpu,
            ["memoryBytes"] = mebibytes * 1024L * 1024,
            ["memoryLimitBytes"] = 2048L * 1024 * 1024,
            ["grains"] = grains,
            ["sessions"] = sessions,
            ["rooms"] = grains / 150,
            ["requestsPerSecond"] = kind == "gateway" ? sessions / 2.5 : grains / 16.0,
            ["modules"] = new JsonArray([.. modules.Select(static module => new JsonObject { ["name"] = module.Name, ["version"] = module.Version })]),
            ["silo"] = kind == "gateway" ? null : id,
            ["gateway"] = kind == "gateway" ? id : null,
            ["lastSeen"] = Now(),
        };
    }

    public JsonObject Overview()
    {
        var processes = _processes.Values.OrderBy(static process => process["name"]!.GetValue<string>(), StringComparer.Ordinal).Select(static process =>
        {
            lock (process)
            {
                return (JsonObject)process.DeepClone();
            }
        }).ToArray();
        return new JsonObject
        {
            ["now"] = Now(),
            ["totals"] = new JsonObject
            {
                ["sessions"] = processes.Sum(static process => process["sessions"]!.GetValue<int>()),
                ["usersOnline"] = 6105,
                ["rooms"] = processes.Sum(static process => process["rooms"]!.GetValue<int>()),
                ["groups"] = 1288,
                ["requestsPerSecond"] = 2484 + Wave(60, 1),
                ["errorsPerSecond"] = 0.42,
                ["pushesPerSecond"] = 18_940 + Wave(900, 2),
                ["p50"] = 1.8 + Wave(0.2, 3),
                ["p99"] = 14.2 + Wave(2, 4),
            },
            ["openErrors"] = Errors("open").Count,
            ["processes"] = new JsonArray([.. processes]),
        };
    }

    /// <summary>What is at a path, such as 'players?user=ann'; null: nothing.</summary>
    public JsonNode? Answer(string what)
    {
        var parts = what.Split('?', 2);
        var query = QueryHelpers.ParseQuery(parts.Length > 1 ? parts[1] : string.Empty);
        string Asked(string name) => query.TryGetValue(name, out var values) ? values.ToString() : string.Empty;
        var way = parts[0].Split('/').Select(Uri.UnescapeDataString).ToArray();
        return way switch
        {
            ["overview"] => Overview(),
            ["series"] => MockSeries.Make(Asked("process").Length > 0 || Asked("module").Length > 0 ? 0.3 : 1),
            ["modules"] => new JsonArray([.. MockDetails.Modules(_out, _processes.Values)]),
            ["modules", "guide"] => Guide(),
            ["players"] => MockDetails.Players(Asked),
            ["players", var session] => MockDetails.Player(session),
            ["users", var user] => MockDetails.User(user, _bans.Values.FirstOrDefault(ban => ban["value"]!.GetValue<string>() == user)),
            ["bans"] => new JsonArray([.. _bans.Values.OrderBy(static ban => ban["id"]!.GetValue<string>(), StringComparer.Ordinal).Select(static ban => ban.DeepClone())]),
            ["rooms"] => MockDetails.Rooms(Asked("search"), Asked("module"), Number(Asked("skip"))),
            ["rooms", var module, var key] => MockDetails.Room(module, key, _beat),
            ["rooms", _, var key, "state"] => MockDetails.State(key, _beat),
            ["groups"] => MockDetails.Groups(Asked("search"), Number(Asked("skip"))),
            ["errors"] => new JsonObject { ["total"] = Errors(Asked("status")).Count, ["groups"] = Errors(Asked("status")) },
            ["errors", var id] => Error(id),
            ["budgets"] => MockDetails.Budgets(),
            ["audit"] => MockDetails.Audit(Asked("before")),
            ["log"] => MockDetails.Log(),
            _ => null,
        };
    }

    /// <summary>Does what is asked and says what came of it; null where there is nothing to say.</summary>
    public JsonNode? Act(string method, string what, JsonNode? body)
    {
        switch ((method, what.Split('/')))
        {
            case ("POST", ["modules", var module, "take-out"]):
                _out[Named(module, body)] = body?["message"]?.GetValue<string>();
                break;
            case ("POST", ["modules", var module, "bring-back"]):
                _out.TryRemove(Named(module, body), out _);
                break;
            case ("POST", ["bans"]):
                var minutes = body!["minutes"]?.GetValue<int>();
                var id = $"b{_bans.Count + 1}";
                return (_bans[id] = Ban(id, body["kind"]!.GetValue<string>(), body["value"]!.GetValue<string>(), minutes is { } m ? Hours(m / 60.0) : null, body["reason"]!.GetValue<string>(), "alice")).DeepClone();
            case ("DELETE", ["bans", var lifted]):
                _bans.TryRemove(lifted, out _);
                break;
            case ("POST", ["errors", var error, "assign"]):
                _errors[error] = (StatusOf(error), body?["to"]?.GetValue<string>());
                break;
            case ("POST", ["errors", var error, var change]):
                _errors[error] = (change switch { "resolve" => "resolved", "mute" => "muted", _ => "open" }, _errors.GetValueOrDefault(error).Assignee);
                break;
            case ("POST", ["processes", var process, "drain"]):
                lock (_processes[process])
                {
                    _processes[process]["state"] = "draining";
                }

                break;
            case ("POST", ["broadcast"]):
                return new JsonObject { ["gateways"] = 2 };
        }

        return null;
    }

    /// <summary>A process is gone without a word.</summary>
    public void Remove(string id) => _processes.TryRemove(id, out _);

    internal static string Now() => DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture);

    internal static string Hours(double hours) => Started.AddHours(hours).ToString("O", CultureInfo.InvariantCulture);

    internal static JsonArray Array<T>(IEnumerable<T> items) => (JsonArray)JsonSerializer.SerializeToNode(items, JsonSerializerOptions.Web)!;

    private static int Number(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string Named(string module, JsonNode? body) => body?["handler"] is { } handler ? $"{module}/{handler}" : module;

    private static JsonObject Ban(string id, string kind, string value, string? until, string reason, string by) => new()
    {
        ["id"] = id,
        ["kind"] = kind,
        ["value"] = value,
        ["until"] = until,
        ["reason"] = reason,
        ["by"] = by,
        ["at"] = Hours(-3),
    };

    // A process that is drained loses a part of what it has each second, then ends.
    private void Live(JsonObject process)
    {
        process["lastSeen"] = Now();
        if (process["state"]!.GetValue<string>() != "draining")
        {
            process["cpuPercent"] = Math.Max(0, Math.Round(process["cpuPercent"]!.GetValue<double>() + Wave(1.5, process["name"]!.GetValue<string>()[^1]), 1));
            return;
        }

        var (sessions, grains) = (process["sessions"]!.GetValue<int>(), process["grains"]!.GetValue<int>());
        process["sessions"] = sessions > 1000 ? sessions / 2 : 0;
        process["grains"] = grains > 1000 ? grains / 2 : 0;
        if (sessions == 0 && grains == 0)
        {
            Remove(process["id"]!.GetValue<string>());
        }
    }

    private double Wave(double height, int which) => Math.Round(height * Math.Sin((_beat + which) / 3.0), 2);

    private string StatusOf(string id) => _errors.TryGetValue(id, out var known) ? known.Status : MockErrors.Statuses[id];

    private JsonArray Errors(string status) => new([.. MockErrors.Ids
        .Where(id => status == "all" || StatusOf(id) == status)
        .Select(id => MockErrors.Group(id, StatusOf(id), _errors.GetValueOrDefault(id).Assignee))]);

    private JsonObject? Error(string id) => MockErrors.Statuses.ContainsKey(id) ? MockErrors.Detail(id, StatusOf(id), _errors.GetValueOrDefault(id).Assignee) : null;

    private JsonObject Guide()
    {
        var silos = _processes.Values.Where(static process => process["kind"]!.GetValue<string>() != "gateway").ToArray();
        return new JsonObject
        {
            ["modulesFolder"] = new JsonArray([.. silos.Select(static _ => (JsonNode)"/app/modules")]),
            ["silos"] = new JsonArray([.. silos.Select(static silo => new JsonObject
            {
                ["process"] = silo["id"]!.DeepClone(),
                ["name"] = silo["name"]!.DeepClone(),
                ["state"] = silo["state"]!.DeepClone(),
                ["modules"] = silo["modules"]!.DeepClone(),
            })]),
        };
    }
}
