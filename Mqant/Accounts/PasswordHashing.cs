using System.Collections.Concurrent;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Mqant;

/// <summary>
/// Hashes passwords, which takes a good part of a tenth of a second each, on a few threads of its own: a storm of logins waits for these, and nobody else waits for it.
/// </summary>
internal sealed class PasswordHashing : IDisposable
{
    // The hasher knows users only as an argument that it does not look at.
    private const string User = "";

    private readonly PasswordHasher<string> _hasher;
    private readonly BlockingCollection<Action> _waiting;
    private readonly MqantMetrics _metrics;
    private readonly int _threads;
    private readonly Lazy<string> _nobody;
    private int _started;

    public PasswordHashing(IOptions<AuthenticationOptions> options, MqantMetrics metrics)
    {
        var accounts = options.Value.Accounts;
        _hasher = new PasswordHasher<string>(Options.Create(new PasswordHasherOptions { IterationCount = accounts.HashIterations }));
        _waiting = new BlockingCollection<Action>(accounts.HashQueue);
        _metrics = metrics;
        _threads = accounts.HashThreads > 0 ? accounts.HashThreads : Math.Max(1, Environment.ProcessorCount / 2);
        _nobody = new Lazy<string>(() => _hasher.HashPassword(User, Guid.NewGuid().ToString()));
    }

    /// <summary>The hash of a password, with all that is needed to compare it.</summary>
    /// <exception cref="GameException"><see cref="AccountErrors.Busy"/>: too many wait.</exception>
    public Task<string> HashAsync(string password) => RunAsync(() => _hasher.HashPassword(User, password));

    /// <summary>Whether a password has a hash; without one it takes as long, and has not.</summary>
    /// <exception cref="GameException"><see cref="AccountErrors.Busy"/>: too many wait.</exception>
    public Task<PasswordVerificationResult> VerifyAsync(string? hash, string password) => RunAsync(() =>
    {
        var result = _hasher.VerifyHashedPassword(User, hash ?? _nobody.Value, password);
        return hash is null ? PasswordVerificationResult.Failed : result;
    });

    /// <summary>What waits is not done any more.</summary>
    public void Dispose() => _waiting.CompleteAdding();

    private Task<T> RunAsync<T>(Func<T> work)
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

        Start();
        if (_waiting.IsAddingCompleted || !_waiting.TryAdd(Run))
        {
            _metrics.LoginsTurnedAway.Add(1);
            throw new GameException(AccountErrors.Busy);
        }

        return done.Task;
    }

    // Not before there is something to hash: most games have no accounts.
    private void Start()
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
        {
            return;
        }

        for (var i = 0; i < _threads; i++)
        {
            new Thread(Work) { IsBackground = true, Name = "mqant-passwords", Priority = ThreadPriority.BelowNormal }.Start();
        }
    }

    private void Work()
    {
        foreach (var run in _waiting.GetConsumingEnumerable())
        {
            run();
        }
    }
}
