using Microsoft.Extensions.Options;
using Mqant.Operations.Notifications;
using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Storage;

namespace Mqant.Operations.Errors;

/// <summary>
/// Keeps the errors of the cluster and sends what is to be told of them. Reports are counted in memory and stored together, one write at a time; a report that is answered is stored, as long as
/// storage answers. What waits for a channel is stored too: whatever silo this runs on next goes on sending it.
/// </summary>
[Reentrant]
internal sealed partial class ErrorReportsGrain(
    [PersistentState("errors", MqantStorage.Errors)] IPersistentState<StoredErrors> stored,
    IServiceProvider services,
    IOptions<ErrorOptions> options,
    IOptions<ClusterOptions> cluster,
    TimeProvider time,
    ILogger<ErrorReportsGrain> logger) : Grain, IErrorReportsGrain
{
    /// <summary>How many samples of a group are kept: the first one, and the newest.</summary>
    public const int MaxSamples = 10;

    private const int MaxTake = 500;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // Storage that stands still must not hold up who reports: what it reports is in memory.
    private static readonly TimeSpan StorePatience = TimeSpan.FromSeconds(2);

    // Reports of many processes come about together.
    private static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SendPatience = TimeSpan.FromSeconds(30);

    private readonly NotificationChannels? _channels = services.GetService<NotificationChannels>();
    // Not stored yet.
    private readonly Dictionary<string, List<ErrorSample>> _samples = new(StringComparer.Ordinal);
    private readonly HashSet<string> _evicted = new(StringComparer.Ordinal);
    private readonly HashSet<string> _sending = new(StringComparer.OrdinalIgnoreCase);
    private ErrorBook _book = null!;
    private Task _storing = Task.CompletedTask;
    private bool _isChanged;

    private IGrainStorage Storage => field ??= services.GetRequiredKeyedService<IGrainStorage>(MqantStorage.Errors);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _book = new ErrorBook(stored.State, options.Value);
        this.RegisterGrainTimer(Look, new GrainTimerCreationOptions(LookEvery, LookEvery) { Interleave = true, KeepAlive = true });
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => StoreAsync();

    public async Task ReportAsync(ErrorReport report)
    {
        var now = time.GetUtcNow();
        List<ErrorChange> changes = [];
        List<string> evicted = [];
        if (!_book.Add(report, now, changes, evicted) || report.Errors.Length == 0)
        {
            return;
        }

        _isChanged = true;
        foreach (var delta in report.Errors)
        {
            Keep(delta.Id, delta.Samples);
        }

        foreach (var id in evicted)
        {
            _samples.Remove(id);
            _evicted.Add(id);
        }

        Tell(changes, now);
        Send(now);
        await StoreSoonAsync();
    }

    public Task<ErrorPage> ListAsync(ErrorStatus? status, int skip, int take)
    {
        var now = time.GetUtcNow();
        var (total, groups) = _book.List(status, Math.Max(0, skip), Math.Clamp(take, 0, MaxTake));
        return Task.FromResult(new ErrorPage(total, [.. groups.Select(group => _book.ToGroup(group, now))]));
    }

    public async Task<ErrorGroup?> GetAsync(string id) =>
        _book.Find(id) is { } group ? _book.ToGroup(group, time.GetUtcNow(), await GetSamplesAsync(id)) : null;

    public Task<bool> ResolveAsync(string id) => ChangeAsync(_book.Resolve(id));

    public Task<bool> ReopenAsync(string id) => ChangeAsync(_book.Reopen(id));

    public Task<bool> MuteAsync(string id, TimeSpan? length) => ChangeAsync(_book.Mute(id, length is { } given ? time.GetUtcNow() + given : null));

    public Task<bool> AssignAsync(string id, string? to) => ChangeAsync(_book.Assign(id, to));

    public Task<ErrorNews> GetNewsAsync(long? after)
    {
        var now = time.GetUtcNow();
        var (position, groups) = _book.GetNews(after);
        return Task.FromResult(new ErrorNews(position, [.. groups.Select(group => _book.ToGroup(group, now))]));
    }

    private async Task<bool> ChangeAsync(bool isDone)
    {
        if (isDone)
        {
            _isChanged = true;
            await StoreSoonAsync();
        }

        return isDone;
    }

    private Task Look(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        List<ErrorChange> changes = [];
        _book.Look(now, changes);
        Tell(changes, now);
        if (_book.TakeDigest(now) is { } digest)
        {
            _isChanged = true;
            foreach (var channel in _channels?.All ?? [])
            {
                if (digest.Only(channel.Wants) is { } own)
                {
                    OutboxOf(channel).Add(own);
                }
            }
        }

        Send(now);
        if (_isChanged)
        {
            StoreAsync().Ignore();
        }

        return Task.CompletedTask;
    }

    private void Tell(List<ErrorChange> changes, DateTimeOffset now)
    {
        foreach (var (kind, group) in changes)
        {
            _isChanged = true;
            var error = _book.ToNotified(group, kind, now);
            foreach (var channel in _channels?.All ?? [])
            {
                if (channel.Wants(error))
                {
                    OutboxOf(channel).Add(new OutboxItem { Id = Guid.NewGuid().ToString("N"), Kind = kind, At = now, Errors = [error] });
                }
            }
        }
    }

    // One message of a channel at a time; none waits for another channel.
    private void Send(DateTimeOffset now)
    {
        foreach (var channel in _channels?.All ?? [])
        {
            if (!_sending.Contains(channel.Name) && OutboxOf(channel).Next(now) is { } message)
            {
                _sending.Add(channel.Name);
                SendAsync(channel, message).Ignore();
            }
        }
    }

    private async Task SendAsync(ChannelRules channel, OutboxMessage message)
    {
        try
        {
            var notification = await ComposeAsync(message);
            using var patience = new CancellationTokenSource(SendPatience, time);

            // Not in the grain's turns, which it would hold up.
            await Task.Run(() => _channels!.SendAsync(channel.Name, notification, patience.Token), patience.Token).WaitAsync(patience.Token);
            OutboxOf(channel).Succeeded(message, time.GetUtcNow());
        }
        catch (Exception exception)
        {
            var isKept = OutboxOf(channel).Failed(message, exception is NotificationRefusedException, time.GetUtcNow());
            if (isKept)
            {
                Log.NotSent(logger, channel.Name, exception.Message);
            }
            else
            {
                Log.GivenUp(logger, channel.Name, exception.Message);
            }
        }
        finally
        {
            _sending.Remove(channel.Name);
            _isChanged = true;
        }

        Send(time.GetUtcNow());
    }

    private async Task<Notification> ComposeAsync(OutboxMessage message)
    {
        var item = message.Item;
        List<NotifiedError> errors = [.. item.Errors.Select(error => error with { Url = UrlOf(error.Id) })];
        if (errors.Count == 1 && item.Kind is not (NotificationKind.Summary or NotificationKind.Digest) && _book.Find(errors[0].Id) is not null)
        {
            errors[0] = errors[0] with { Sample = (await GetSamplesAsync(errors[0].Id)) is [.., var newest] ? ToSample(newest) : null };
        }

        return new Notification
        {
            Id = item.Id,
            Kind = item.Kind,
            Cluster = cluster.Value.ClusterId,
            At = item.At,
            Errors = errors,
            More = item.More,
            Total = item.Total,
            Period = item.Period,
            Lost = message.Lost,
            Url = UrlOf(id: null),
        };
    }

    private static NotifiedSample ToSample(ErrorSample sample) => new()
    {
        At = sample.At,
        Stack = sample.Stack,
        TraceId = sample.TraceId,
        User = sample.User,
        Session = sample.Session,
        Module = sample.Module,
        Handler = sample.Handler,
        Process = sample.Process,
        Version = sample.Version,
    };

    private Uri? UrlOf(string? id) => options.Value.ConsoleUrl is not { } console ? null
        : new Uri($"{console.AbsoluteUri.TrimEnd('/')}/#/errors{(id is null ? string.Empty : $"/{Uri.EscapeDataString(id)}")}");

    private Outbox OutboxOf(ChannelRules channel)
    {
        if (!stored.State.Outboxes.TryGetValue(channel.Name, out var outbox))
        {
            stored.State.Outboxes.Add(channel.Name, outbox = new StoredOutbox());
        }

        return new Outbox(outbox, channel);
    }

    private void Keep(string id, ErrorSample[] samples)
    {
        if (samples.Length > 0 && _book.Find(id) is not null)
        {
            if (!_samples.TryGetValue(id, out var kept))
            {
                _samples.Add(id, kept = []);
            }

            Append(kept, samples);
        }
    }

    private static void Append(List<ErrorSample> samples, IEnumerable<ErrorSample> newer)
    {
        samples.AddRange(newer);
        if (samples.Count > MaxSamples)
        {
            samples.RemoveRange(1, samples.Count - MaxSamples);
        }
    }

    // Those that storage has, if it answers, and those that it has not yet.
    private async Task<List<ErrorSample>> GetSamplesAsync(string id)
    {
        var record = new GrainState<StoredSamples>(new StoredSamples());
        try
        {
            await Storage.ReadStateAsync(RecordOf(id), GrainContext.GrainId, record).WaitAsync(StorePatience, time);
        }
        catch (Exception exception)
        {
            Log.NotStored(logger, exception.Message);
        }

        List<ErrorSample> samples = [.. record.State?.Samples ?? []];
        if (_samples.TryGetValue(id, out var newer))
        {
            Append(samples, newer);
        }

        return samples;
    }

    private Task StoreSoonAsync() => Task.WhenAny(StoreAsync(), Task.Delay(StorePatience, time));

    private Task StoreAsync() => _storing.IsCompleted ? _storing = WriteAsync() : _storing;

    // What fails is made up for at the next look.
    private async Task WriteAsync()
    {
        try
        {
            while (_isChanged || _samples.Count > 0 || _evicted.Count > 0)
            {
                await Task.Delay(GatherFor, time);
                _isChanged = false;
                await stored.WriteStateAsync();
                foreach (var id in _samples.Keys.ToArray())
                {
                    await WriteSamplesAsync(id);
                }

                foreach (var id in _evicted.ToArray())
                {
                    var record = new GrainState<StoredSamples>(new StoredSamples());
                    await Storage.ReadStateAsync(RecordOf(id), GrainContext.GrainId, record);
                    await Storage.ClearStateAsync(RecordOf(id), GrainContext.GrainId, record);
                    _evicted.Remove(id);
                }
            }
        }
        catch (InconsistentStateException)
        {
            // Another activation wrote, of a silo that does not know yet that it counts as dead: the next one reads what is there.
            DeactivateOnIdle();
        }
        catch (Exception exception)
        {
            _isChanged = true;
            Log.NotStored(logger, exception.Message);
        }
    }

    private async Task WriteSamplesAsync(string id)
    {
        var record = new GrainState<StoredSamples>(new StoredSamples());
        await Storage.ReadStateAsync(RecordOf(id), GrainContext.GrainId, record);
        record.State ??= new StoredSamples();
        var newer = _samples.GetValueOrDefault(id) ?? [];
        _samples.Remove(id);
        Append(record.State.Samples, newer);
        try
        {
            await Storage.WriteStateAsync(RecordOf(id), GrainContext.GrainId, record);
        }
        catch
        {
            // What came meanwhile is newer.
            _samples[id] = [.. newer, .. _samples.GetValueOrDefault(id) ?? []];
            throw;
        }
    }

    private static string RecordOf(string id) => $"samples-{id}";

    private static partial class Log
    {
        [LoggerMessage(4311, LogLevel.Warning, "Error reports could not be stored and will be again: {Reason}")]
        public static partial void NotStored(ILogger logger, string reason);

        [LoggerMessage(4401, LogLevel.Warning, "A notification could not be sent by channel {Channel} and will be again: {Reason}")]
        public static partial void NotSent(ILogger logger, string channel, string reason);

        [LoggerMessage(4402, LogLevel.Warning, "A notification is given up, for channel {Channel} does not take it: {Reason}")]
        public static partial void GivenUp(ILogger logger, string channel, string reason);
    }
}
