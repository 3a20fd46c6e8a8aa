using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Mqant;

/// <summary>
/// Hashes passwords, which takes a good part of a tenth of a second each, on a few threads of its own: a storm of logins waits for these, and nobody else waits for it. Within a storm addresses take turns, so that
/// who comes from another one waits for one hash of each, and not for all that were there before.
/// </summary>
internal sealed class PasswordHashing : IDisposable
{
    /// <summary>After this nobody waits for the answer any more: what began to wait before is not done.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    // The hasher knows users only as an argument that it does not look at.
    private const string User = "";

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _ready = new(0);
    private readonly Dictionary<string, LinkedList<Job>> _waiting = new(StringComparer.Ordinal);
    private readonly Queue<string> _turns = new();
    private readonly PasswordHasher<string> _hasher;
    private readonly MqantMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly int _capacity;
    private readonly int _threads;
    private readonly Lazy<string> _nobody;
    private int _count;
    private bool _started;
    private bool _ended;

    public PasswordHashing(IOptions<AuthenticationOptions> options, MqantMetrics metrics, TimeProvider time)
    {
        var accounts = options.Value.Accounts;
        _hasher = new PasswordHasher<string>(Options.Create(new PasswordHasherOptions { IterationCount = accounts.HashIterations }));
        _capacity = accounts.HashQueue;
        _metrics = metrics;
        _time = time;
        _threads = accounts.HashThreads > 0 ? accounts.HashThreads : Math.Max(1, Environment.ProcessorCount / 2);
        _nobody = new Lazy<string>(() => _hasher.HashPassword(User, Guid.NewGuid().ToString()));
    }

    /// <summary>The hash of a password, with all that is needed to compare it.</summary>
    /// <param name="password">The password.</param>
    /// <param name="address">Who wants it: addresses take turns.</param>
    /// <exception cref="GameException"><see cref="AccountErrors.Busy"/>: too many wait.</exception>
    public Task<string> HashAsync(string password, string address) => RunAsync(() => _hasher.HashPassword(User, password), address);

    /// <summary>Whether a password has a hash; without one it takes as long, and has not.</summary>
    /// <param name="hash">The hash, or null.</param>
    /// <param name="password">The password.</param>
    /// <param name="address">Who wants to know: addresses take turns.</param>
    /// <exception cref="GameException"><see cref="AccountErrors.Busy"/>: too many wait.</exception>
    public Task<PasswordVerificationResult> VerifyAsync(string? hash, string password, string address) => RunAsync(
        () =>
        {
            var result = _hasher.VerifyHashedPassword(User, hash ?? _nobody.Value, password);
            return hash is null ? PasswordVerificationResult.Failed : result;
        },
        address);

    /// <summary>What waits is not done any more, and is told so.</summary>
    public void Dispose()
    {
        Job[] left;
        lock (_gate)
        {
            _ended = true;
            left = [.. _waiting.Values.SelectMany(static jobs => jobs)];
            _waiting.Clear();
        }

        Array.ForEach(left, static job => job.TurnAway());
        _ready.Release(_threads);
    }

    private async Task<T> RunAsync<T>(Func<T> work, string address)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Run()
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        }

        Add(address, new Job(Run, () => done.SetException(new GameException(AccountErrors.Busy)), _time.GetTimestamp()))?.TurnAway();
        try
        {
            return await done.Task;
        }
        catch (GameException)
        {
            _metrics.LoginsTurnedAway.Add(1);
            throw;
        }
    }

    // Returns who has no place: the last one of the address that has most there, which may be the new one.
    private Job? Add(string address, Job job)
    {
        lock (_gate)
        {
            if (_ended)
            {
                return job;
            }

            Start();
            if (!_waiting.TryGetValue(address, out var jobs))
            {
                _waiting[address] = jobs = [];
                _turns.Enqueue(address);
            }

            jobs.AddLast(job);
            if (_count < _capacity)
            {
                _count++;
                _ready.Release();
                return null;
            }

            var longest = _waiting.Values.MaxBy(static waiting => waiting.Count)!;
            longest = longest.Count > jobs.Count ? longest : jobs;
            var last = longest.Last!.Value;
            longest.RemoveLast();
            return last;
        }
    }

    private Job? Take()
    {
        lock (_gate)
        {
            while (!_ended)
            {
                var address = _turns.Dequeue();
                var jobs = _waiting[address];
                if (jobs.First is not { } first)
                {
                    _waiting.Remove(address);
                    continue;
                }

                jobs.RemoveFirst();
                _turns.Enqueue(address);
                _count--;
                return first.Value;
            }

            return null;
        }
    }

    // Not before there is something to hash: most games have no accounts.
    private void Start()
    {
        if (_started)
        {
            return;
        }

        _started = true;
        for (var i = 0; i < _threads; i++)
        {
            new Thread(Work) { IsBackground = true, Name = "mqant-passwords", Priority = ThreadPriority.BelowNormal }.Start();
        }
    }

    private void Work()
    {
        while (true)
        {
            // The thread is for nothing else.
            _ready.Wait();
            if (Take() is not { } job)
            {
                return;
            }

            if (_time.GetElapsedTime(job.Since) < Patience)
            {
                job.Run();
            }
            else
            {
                job.TurnAway();
            }
        }
    }

    private sealed record Job(Action Run, Action TurnAway, long Since);
}
