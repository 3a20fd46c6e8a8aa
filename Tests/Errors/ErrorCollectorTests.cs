using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Mqant.Operations.Errors;
using Xunit;

namespace Mqant.Tests.Errors;

public sealed partial class ErrorCollectorTests
{
    private const int StormSize = 100_000;

    [Fact]
    public async Task Log_StormOfManyThreads_CountsEachOfThem()
    {
        using var errors = new ReportedErrors();
        var logger = errors.CreateLogger();
        var counts = new Dictionary<string, long>();
        var storm = Parallel.ForAsync(0, StormSize, (i, _) =>
        {
            // Two causes that look alike without their stacks, one of them three times as frequent.
            Log.Failed(logger, "Shop", "HD_Buy", "bob", i.ToString(), Catch(i % 4 == 0 ? First : Second));
            return default;
        });
        while (!storm.IsCompleted)
        {
            Count();
            await Task.Yield();
        }

        await storm;
        Count();

        Assert.Equal(StormSize, counts.Values.Sum());
        Assert.Equal(2, counts.Count);
        Assert.InRange(counts.Values.Min(), StormSize / 10, StormSize / 2);

        void Count()
        {
            foreach (var delta in errors.Take())
            {
                counts[delta.Where] = counts.GetValueOrDefault(delta.Where) + delta.Count;
                Assert.True(delta.Samples.Length <= 3);
            }
        }
    }

    [Fact]
    public void Log_ExceptionThatCannotBeRead_IsReportedAndNoOtherIsLost()
    {
        using var errors = new ReportedErrors();
        errors.CreateLogger().LogError(new UnreadableException(), "Failed.");
        errors.CreateLogger().LogError(Catch(First), "Failed.");

        var deltas = errors.Take();

        Assert.Equal(2, deltas.Length);
        var unreadable = Assert.Single(deltas, static delta => delta.Type.EndsWith(nameof(UnreadableException), StringComparison.Ordinal));
        Assert.Equal("[NotSupportedException]", unreadable.Message);
        Assert.Single(unreadable.Samples);
    }

    [Fact]
    public void Log_WhateverLevelsAreShown_IsReported()
    {
        using var errors = new ReportedErrors(null, ("Logging:LogLevel:Default", "None"), ("Logging:LogLevel:Game", "None"));

        errors.CreateLogger().LogError(Catch(First), "Failed.");

        Assert.Single(errors.Take());
    }

    [Fact]
    public void Log_CategoryThatItsOwnFilterLeavesOut_IsNotReported()
    {
        using var errors = new ReportedErrors(null, ($"Logging:{ErrorLoggerProvider.Alias}:LogLevel:Game.Quiet", "None"));

        errors.CreateLogger("Game.Quiet").LogError(Catch(First), "Failed.");
        errors.CreateLogger("Game.Loud").LogError(Catch(First), "Failed.");

        Assert.Equal(1, Assert.Single(errors.Take()).Count);
    }

    [Fact]
    public void Log_ExpectedEnds_AreNotReported()
    {
        using var errors = new ReportedErrors(null, ("Mqant:Errors:Expected:0", "System.IO.IOException"));
        var logger = errors.CreateLogger();

        logger.LogError(new GameException("room is full"), "Failed.");
        logger.LogError(new AggregateException(new GameException("room is full")), "Failed.");
        logger.LogError(new FileNotFoundException("x"), "Failed.");
        logger.LogWarning(Catch(First), "Failed.");
        logger.LogError("No exception.");

        Assert.Empty(errors.Take());
    }

    [Fact]
    public void Log_GameExceptionThatEndedARoom_IsReported()
    {
        using var errors = new ReportedErrors();

        errors.CreateLogger("Mqant.Room").LogError(new GameException("nobody to tell"), "Failed.");

        Assert.Single(errors.Take());
    }

    [Fact]
    public void Log_SwitchedOff_IsNotReported()
    {
        using var errors = new ReportedErrors(null, ("Mqant:Errors:Enabled", "false"));

        errors.CreateLogger().LogError(Catch(First), "Failed.");

        Assert.Empty(errors.Take());
    }

    [Fact]
    public void Log_SameExceptionAgainInItsTrace_CountsOnce()
    {
        using var errors = new ReportedErrors();
        var exception = Catch(First);

        Log.Failed(errors.CreateLogger(), "Shop", "HD_Buy", "bob", "trace1", exception);
        Log.Failed(errors.CreateLogger("Mqant.ModuleExtension"), "Shop", "HD_Buy", "bob", "trace1", exception);

        Assert.Equal(1, Assert.Single(errors.Take()).Count);
    }

    [Fact]
    public void Log_SameExceptionInOtherTraces_CountsEach()
    {
        using var errors = new ReportedErrors();
        var exception = Catch(First);
        for (var i = 0; i < 5; i++)
        {
            Log.Failed(errors.CreateLogger(), "Shop", "HD_Buy", "bob", $"trace{i}", exception);
        }

        Assert.Equal(5, errors.Take().Sum(static delta => delta.Count));
    }

    [Fact]
    public void Log_Sample_HasWhatIsKnownAndNoSecret()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero));
        using var errors = new ReportedErrors(time);
        var exception = Catch(() => throw new InvalidOperationException("No session for token=abcdef", Catch(First)));
        exception.Data["Basket"] = "3 swords";
        exception.Data["Password"] = "hunter2";
        var logger = errors.CreateLogger();
        using (logger.BeginScope(new Dictionary<string, object> { ["Tenant"] = "north", ["ApiKey"] = "abcdef" }))
        {
            Log.Failed(logger, "Shop", "HD_Buy", "bob", "0123456789abcdef0123456789abcdef", exception);
        }

        var delta = Assert.Single(errors.Take());
        var sample = Assert.Single(delta.Samples);

        Assert.Equal(("Shop", "HD_Buy", "bob", "0123456789abcdef0123456789abcdef", time.GetUtcNow()), (sample.Module, sample.Handler, sample.User, sample.TraceId, sample.At));
        Assert.Equal(["Shop"], delta.Modules);
        Assert.Equal("System.InvalidOperationException", delta.Type);
        Assert.EndsWith("ErrorCollectorTests.First", delta.Where, StringComparison.Ordinal);
        Assert.Equal($"No session for token={SecretPatterns.Hidden}", delta.Message);
        Assert.Equal("3 swords", sample.Facts["Basket"]);
        Assert.Equal("north", sample.Facts["Tenant"]);
        Assert.Equal(SecretPatterns.Hidden, sample.Facts["Password"]);
        Assert.Equal(SecretPatterns.Hidden, sample.Facts["ApiKey"]);
        Assert.Contains("---> System.FormatException", sample.Stack, StringComparison.Ordinal);
        Assert.DoesNotContain("abcdef\n", sample.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(sample.Version);
    }

    [Fact]
    public void Log_ValuesThatFail_AreReportedWithoutThem()
    {
        using var errors = new ReportedErrors();

        errors.CreateLogger().LogError(Catch(First), "Failed: {Value}", new Unreadable());

        Assert.Equal(1, Assert.Single(errors.Take()).Count);
    }

    [Fact]
    public void Take_MoreGroupsThanHavePlace_CountsTheRestTogether()
    {
        using var errors = new ReportedErrors();
        for (var i = 0; i < ErrorDigester.MaxPending + 50; i++)
        {
            errors.CreateLogger($"Game.Shop{i}").LogError(new FormatException("x"), "Failed.");
            if (i % 100 == 0)
            {
                errors.Digest();
            }
        }

        var deltas = errors.Take();

        Assert.Equal(ErrorDigester.MaxPending, deltas.Length);
        Assert.Equal(ErrorDigester.MaxPending + 50, deltas.Sum(static delta => delta.Count));
    }

    [Theory]
    [InlineData(100, new[] { 3, 1 }, new[] { 3, 1 })]
    [InlineData(7, new[] { 1, 1, 1 }, new[] { 1, 1, 1 })]
    [InlineData(1, new[] { 1 }, new[] { 1 })]
    [InlineData(999_999, new int[0], new[] { 2, 5 })]
    public void ShareOut_AnyShares_IsExact(long count, int[] looked, int[] known)
    {
        static Dictionary<string, int> ByName(int[] counts) => counts.Select(static (n, i) => (n, i)).ToDictionary(static x => $"g{x.i}", static x => x.n);

        var shared = ErrorDigester.ShareOut(count, ByName(looked), ByName(known)).ToList();

        Assert.Equal(count, shared.Sum(static share => share.Count));
        Assert.All(shared, static share => Assert.True(share.Count > 0));
    }

    private static Exception Catch(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            return exception;
        }

        throw new InvalidOperationException("Nothing was thrown.");
    }

    // Both are thrown by the same method of a library: that is all that is known without the stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void First() => int.Parse("x", System.Globalization.CultureInfo.InvariantCulture);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Second() => int.Parse("y", System.Globalization.CultureInfo.InvariantCulture);

    private sealed class Unreadable
    {
        public override string ToString() => throw new NotSupportedException();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Handler {Module}/{Handler} failed for user '{User}', trace {Trace}.")]
        public static partial void Failed(ILogger logger, string module, string handler, string user, string trace, Exception exception);
    }

    private sealed class UnreadableException : Exception
    {
        public override string Message => throw new NotSupportedException();

        public override string? StackTrace => throw new NotSupportedException();

        public override System.Collections.IDictionary Data => throw new NotSupportedException();
    }
}
