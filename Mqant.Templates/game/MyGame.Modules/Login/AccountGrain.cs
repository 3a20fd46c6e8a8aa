using System.Security.Cryptography;
using MyGame.Contracts;
using Mqant;

namespace MyGame.Modules.Login;

internal sealed class AccountGrain([PersistentState("account")] IPersistentState<AccountState> account, TimeProvider time) : Grain, IAccount
{
    // OWASP's Password Storage Cheat Sheet for PBKDF2-HMAC-SHA512.
    private const int Iterations = 210_000;
    private const int SaltSize = 16;
    private const int HashSize = 64;

    // Who guesses a password gets so many tries in that time. The owner waits, too; the memory of it ends with this activation.
    private const int MaxFailures = 5;
    private static readonly TimeSpan FailureWindow = TimeSpan.FromMinutes(1);

    private int _failures;
    private DateTimeOffset _failuresEnd;

    public async Task<bool> CreateAsync(string password)
    {
        if (account.RecordExists)
        {
            return false;
        }

        account.State.Salt = RandomNumberGenerator.GetBytes(SaltSize);
        account.State.Hash = await HashAsync(password);
        try
        {
            await account.WriteStateAsync();
        }
        catch
        {
            // Nobody knows what is stored now: the next activation reads it.
            DeactivateOnIdle();
            throw;
        }

        return true;
    }

    public async Task<bool> CheckAsync(string password)
    {
        if (!account.RecordExists)
        {
            // Names that somebody made up need not stay in memory.
            DeactivateOnIdle();
            return false;
        }

        if (time.GetUtcNow() >= _failuresEnd)
        {
            (_failures, _failuresEnd) = (0, time.GetUtcNow() + FailureWindow);
        }

        if (_failures == MaxFailures)
        {
            throw new GameException("too many tries: wait a minute");
        }

        if (!CryptographicOperations.FixedTimeEquals(await HashAsync(password), account.State.Hash))
        {
            _failures++;
            return false;
        }

        return true;
    }

    // It takes a good part of a tenth of a second: not on the threads that run grains.
    private Task<byte[]> HashAsync(string password)
    {
        var salt = account.State.Salt;
        return Task.Run(() => Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA512, HashSize));
    }
}
