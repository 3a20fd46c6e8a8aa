using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Mqant.Bench.Fuzz;

/// <summary>Plays the cases of a seed against a gateway, beside honest clients, and says what went wrong.</summary>
internal sealed class FuzzRun(FuzzSettings settings, FuzzedServer server, TextWriter output)
{
    // Enough for everything to be compiled, and for what is kept once to be there.
    private const int WarmUpCases = 400;

    // Of the runtime's own.
    private const int KeptFiles = 16;

    // Keys that an address has used count for two minutes, and what is forgotten is looked for once in one.
    private static readonly TimeSpan LongestSettling = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan SettlingStep = TimeSpan.FromSeconds(1);

    // A line of the log may come after the case that it is about.
    private static readonly TimeSpan LogDelay = TimeSpan.FromMilliseconds(500);

    private readonly CaseMaker _maker = new(settings.Seed);
    private readonly ConcurrentDictionary<int, long> _underWay = new();
    private readonly ConcurrentQueue<(int Number, long Ended)> _ended = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private int _next = settings.First - 1;
    private int _played;

    private bool HasFailed => !_failures.IsEmpty || server.Accidents.Count > 0 || server.HasEnded;

    /// <summary>Plays; returns whether nothing went wrong.</summary>
    internal async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        using var stop = new CancellationTokenSource();
        var honest = server.Target.Protocols
            .Where(static protocol => protocol.IsFramed || protocol.Level == 4)
            .Select(protocol => new HonestClient(protocol, server.Target.EndPointOf(protocol)!)).ToArray();
        var serving = Task.WhenAll(honest.Select(client => KeepAsync(client, stop.Token)));
        var started = Stopwatch.GetTimestamp();
        await PlayAsync(Math.Min(settings.Last, settings.First + WarmUpCases - 1), started, cancellationToken);
        var before = HasFailed ? null : server.TakeUse();
        await PlayAsync(settings.Last, started, cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(started);
        await stop.CancelAsync();
        await serving;
        var after = HasFailed || before is null ? null : await SettleAsync(before, cancellationToken);
        Line($"cases      {_played:N0} of seed {settings.Seed} in {elapsed.TotalSeconds:0.0} s, {_played / elapsed.TotalSeconds:N0} a second: {string.Join(", ", server.Target.Protocols)}");
        foreach (var client in honest)
        {
            Line($"honest     {client.Protocol}: {client.Answers:N0} answers, the slowest after {client.Slowest.TotalMilliseconds:N0} ms");
        }

        if (after is not null)
        {
            Line($"before     {before}");
            Line($"after      {after}");
        }

        await ReportAsync();
        return !HasFailed;
    }

    private async Task KeepAsync(HonestClient client, CancellationToken stop)
    {
        try
        {
            await client.RunAsync(stop);
        }
        catch (IOException exception)
        {
            Fail(exception.Message);
        }
    }

    private Task PlayAsync(int last, long started, CancellationToken cancellationToken)
        => Task.WhenAll(Enumerable.Range(0, settings.Connections).Select(async _ =>
        {
            while (!HasFailed && !cancellationToken.IsCancellationRequested && Stopwatch.GetElapsedTime(started) < settings.Duration)
            {
                int number = Interlocked.Increment(ref _next);
                if (number > last)
                {
                    Interlocked.Decrement(ref _next);
                    return;
                }

                await PlayAsync(_maker.Make(number));
            }
        }));

    private async Task PlayAsync(FuzzCase fuzzed)
    {
        if (server.Target.EndPointOf(fuzzed.Protocol) is not { } gateway)
        {
            return;
        }

        _underWay[fuzzed.Number] = Stopwatch.GetTimestamp();
        try
        {
            using var patience = new CancellationTokenSource(settings.Patience);
            await ConverseAsync(fuzzed, gateway, patience.Token);
        }
        catch (OperationCanceledException)
        {
            Fail(string.Create(CultureInfo.InvariantCulture, $"Case {fuzzed.Number} ({fuzzed}) is stuck: {settings.Patience.TotalSeconds:0} s after the client's last byte the connection is still there. {Repeat(fuzzed.Number, fuzzed.Number)}"));
        }
        catch (SocketException exception)
        {
            Fail(string.Create(CultureInfo.InvariantCulture, $"Case {fuzzed.Number} ({fuzzed}) could not connect: {exception.Message}. {Repeat(Math.Max(settings.First, fuzzed.Number - settings.Connections), fuzzed.Number)}"));
        }

        Interlocked.Increment(ref _played);
        _underWay.TryRemove(fuzzed.Number, out _);
        _ended.Enqueue((fuzzed.Number, Stopwatch.GetTimestamp()));
        while (_ended.Count > 64 && _ended.TryDequeue(out _))
        {
        }
    }

    private static async Task ConverseAsync(FuzzCase fuzzed, IPEndPoint gateway, CancellationToken patience)
    {
        using var socket = new Socket(gateway.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (gateway.Address.Equals(IPAddress.Loopback))
        {
            // An address of its own, so that limits of one do not end the others.
            socket.Bind(new IPEndPoint(new IPAddress((ReadOnlySpan<byte>)[127, (byte)(1 + ((fuzzed.Number >> 16) & 63)), (byte)(fuzzed.Number >> 8), (byte)fuzzed.Number]), 0));
        }

        await socket.ConnectAsync(gateway, patience);
        var reading = fuzzed.Ending == Ending.HalfClose ? ReadToEndAsync(socket, patience) : Task.CompletedTask;
        try
        {
            foreach (byte[] piece in fuzzed.Writes)
            {
                await socket.SendAsync(piece, SocketFlags.None, patience);
            }

            if (fuzzed.Ending == Ending.HalfClose)
            {
                socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (SocketException)
        {
            // The gateway closed first, as it may.
        }

        await reading;
        socket.LingerState = fuzzed.Ending == Ending.Reset ? new LingerOption(true, 0) : new LingerOption(false, 0);
    }

    private static async Task ReadToEndAsync(Socket socket, CancellationToken patience)
    {
        try
        {
            var buffer = new byte[4_096];
            while (await socket.ReceiveAsync(buffer, SocketFlags.None, patience) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // A reset is an end, too.
        }
    }

    // What was kept for a while is given back in time.
    private async Task<FuzzUse> SettleAsync(FuzzUse before, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            var after = server.TakeUse()!;
            if (after.HeapBytes <= before.HeapBytes + settings.KeptBytes && after.OpenFiles <= before.OpenFiles + KeptFiles)
            {
                return after;
            }

            if (Stopwatch.GetElapsedTime(started) > LongestSettling)
            {
                Fail($"The gateway does not give back what it took: {before} before, {after} after. {Repeat(settings.First, _next)}");
                return after;
            }

            await Task.Delay(SettlingStep, cancellationToken);
        }
    }

    private async Task ReportAsync()
    {
        if (server.HasEnded)
        {
            Fail("The gateway ended.");
        }

        foreach (string failure in _failures)
        {
            Line($"failed     {failure}");
        }

        if (server.Accidents.Count == 0 && !server.HasEnded)
        {
            return;
        }

        foreach (string line in server.Accidents.Take(3))
        {
            Line($"log        {line}");
        }

        Line($"failed     {await FindAsync()}");
    }

    // Those that were under way when it happened are tried again, one by one.
    private async Task<string> FindAsync()
    {
        var suspects = _underWay.Keys.Concat(_ended.Where(static ended => Stopwatch.GetElapsedTime(ended.Ended) < 20 * LogDelay).Select(static ended => ended.Number)).Order().ToArray();
        if (suspects.Length == 0)
        {
            return "No case was under way.";
        }

        foreach (int number in server.HasEnded ? [] : suspects)
        {
            int known = server.Accidents.Count;
            await PlayAsync(_maker.Make(number));
            await Task.Delay(LogDelay);
            if (server.Accidents.Count > known || server.HasEnded)
            {
                return $"Case {number.ToString(CultureInfo.InvariantCulture)} ({_maker.Make(number)}). {Repeat(number, number)}";
            }
        }

        return $"One of the cases that were under way. {Repeat(suspects[0], suspects[^1])}";
    }

    private string Repeat(int first, int last)
        => string.Create(CultureInfo.InvariantCulture, $"Repeat with: fuzz --seed {settings.Seed} --cases {(first == last ? $"{first}" : $"{first}-{last}")}");

    private void Fail(string what) => _failures.Enqueue(what);

    private void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
