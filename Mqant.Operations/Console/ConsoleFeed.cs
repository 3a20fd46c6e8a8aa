using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Mqant.Operations.Door;
using Mqant.Operations.Errors;

namespace Mqant.Operations.Console;

/// <summary>
/// Watches the cluster for all pages of this process together, while there is one. A page that does not keep up misses the oldest events; the next overview has it right again.
/// </summary>
internal sealed partial class ConsoleFeed(
    ConsoleReader reader,
    ClusterView cluster,
    AuditLog audit,
    IPolicyOperations policy,
    IErrorReports errors,
    TimeProvider time,
    IOptions<JsonOptions> json,
    ILogger<ConsoleFeed> logger)
{
    private const int MostWaiting = 200;

    // Lines and entries of one look; the rest comes with the next one, or is read from the API.
    private const int MostLines = 100;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // Of looks.
    private const int OverviewEvery = 2;

    private readonly Lock _gate = new();
    private readonly HashSet<Channel<ConsoleEvent>> _pages = [];
    private bool _isWatching;

    /// <summary>What happens from now on, until the token says that nobody reads it any more.</summary>
    public ChannelReader<ConsoleEvent> Subscribe(CancellationToken cancellationToken)
    {
        var page = Channel.CreateBounded<ConsoleEvent>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (_gate)
        {
            _pages.Add(page);
            if (!_isWatching)
            {
                _isWatching = true;
                _ = Task.Run(WatchAsync, CancellationToken.None);
            }
        }

        cancellationToken.UnsafeRegister(_ => Remove(page), null);
        return page.Reader;
    }

    private void Remove(Channel<ConsoleEvent> page)
    {
        lock (_gate)
        {
            _pages.Remove(page);
        }

        page.Writer.TryComplete();
    }

    private async Task WatchAsync()
    {
        long? line = null, entry = null, news = null;
        Guid? version = null;
        for (var look = 0; ; look++)
        {
            lock (_gate)
            {
                if (_pages.Count == 0)
                {
                    _isWatching = false;
                    return;
                }
            }

            try
            {
                if (look % OverviewEvery == 0)
                {
                    Send("overview", await reader.ReadOverviewAsync(CancellationToken.None));
                }

                line = await TellLinesAsync(line);
                entry = await TellEntriesAsync(entry);
                news = await TellErrorsAsync(news);
                if (version is not null && version != policy.Current.Version)
                {
                    Send("policy", await reader.ReadModulesAsync(CancellationToken.None));
                }

                version = policy.Current.Version;
            }
            catch (Exception exception)
            {
                // No silo answers: pages see that nothing comes, and say so.
                Log.NotRead(logger, exception.Message);
            }

            await Task.Delay(LookEvery, time);
        }
    }

    private async Task<long> TellLinesAsync(long? after)
    {
        if (after is not { } known)
        {
            return (await cluster.Grain.GetLogAsync(1)).FirstOrDefault()?.Id ?? 0;
        }

        var lines = await cluster.Grain.GetLogAfterAsync(known);
        foreach (var line in lines.TakeLast(MostLines))
        {
            Send("log", LogDto.Of(line));
        }

        return lines is [.., var last] ? last.Id : known;
    }

    private async Task<long> TellEntriesAsync(long? after)
    {
        if (after is not { } known)
        {
            return (await audit.Grain.ReadAsync(before: null, 1)).FirstOrDefault()?.Id ?? 0;
        }

        var entries = await audit.Grain.ReadAfterAsync(known);
        foreach (var entry in entries)
        {
            Send("audit", AuditDto.Of(entry));
        }

        return entries is [.., var last] ? last.Id : known;
    }

    private async Task<long> TellErrorsAsync(long? after)
    {
        var found = await errors.GetNewsAsync(after);
        foreach (var group in found.Groups)
        {
            Send("error", ErrorGroupDto.Of(group));
        }

        return found.Position;
    }

    private void Send<T>(string type, T data)
    {
        var told = new ConsoleEvent(type, JsonSerializer.SerializeToUtf8Bytes(data, json.Value.SerializerOptions));
        lock (_gate)
        {
            foreach (var page in _pages)
            {
                page.Writer.TryWrite(told);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4701, LogLevel.Debug, "The cluster could not be read for the console's pages: {Reason}")]
        public static partial void NotRead(ILogger logger, string reason);
    }
}

/// <summary>Something that pages are told.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Data">JSON on one line.</param>
internal sealed record ConsoleEvent(string Type, byte[] Data);
