using Microsoft.CodeAnalysis;
using Mqant.Operations.Errors;
using Xunit;

namespace Mqant.Tests.Errors;

/// <summary>Two builds of a game, one for debugging and one a release with further code, throw from the same place: reports call it the same.</summary>
public sealed class ErrorOriginTests
{
    // The game's caller.
    private static readonly string[] Libraries = ["Mqant.Tests."];

    private const string Plain = """
        public static Task RunAsync(int n) { Buy(n); return Task.CompletedTask; }
        static void Buy(int n) { if (n >= 0) throw new InvalidOperationException("Nothing left of " + n + ", it is " + DateTime.Now.Ticks + string.Join(",", Enumerable.Range(0, n).Select(x => x.ToString()).Where(x => x.Length > n).OrderBy(x => x).Skip(3).Take(4))); }
        """;

    private const string Async = """
        public static async Task RunAsync(int n) { await Task.Yield(); await BuyAsync("sword", n); }
        static async Task<int> BuyAsync(string what, int n) { await Task.Yield(); throw new InvalidOperationException(what + n); }
        """;

    private const string Lambda = """
        public static Task RunAsync(int n) { OTHERS foreach (var m in new[] { 1, 2 }.Select(x => x > n ? throw new InvalidOperationException("lambda") : x)) { } return Task.CompletedTask; }
        """;

    private const string AsyncLambda = """
        public static async Task RunAsync(int n) { OTHERS Func<int, Task> buy = async m => { await Task.Yield(); throw new InvalidOperationException("n" + n + m); }; await buy(n); }
        """;

    private const string LocalFunction = """
        public static async Task RunAsync(int n) { OTHERS await Task.Yield(); Check(n); [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)] void Check(int m) { if (m >= 0) throw new InvalidOperationException("local " + n); } }
        """;

    private const string Generic = """
        public static async Task RunAsync(int n) { await new Bag<Dictionary<string, List<int>>>().TakeAsync(new[] { n }); }
        class Bag<T> { public async Task<T> TakeAsync<TKey>(TKey key) { await Task.Yield(); throw new KeyNotFoundException(typeof(T) + " " + key); } }
        """;

    private const string Library = """
        public static Task RunAsync(int n) { Console.Write(new Dictionary<int, string>()[n]); return Task.CompletedTask; }
        """;

    private const string Iterator = """
        public static Task RunAsync(int n) { foreach (var x in Items(n)) { } return Task.CompletedTask; }
        static IEnumerable<int> Items(int n) { yield return 1; throw new InvalidOperationException("at " + n); }
        """;

    private const string Nested = """
        public static async Task RunAsync(int n) { try { Buy(n); } catch (Exception e) { throw new ApplicationException("outer " + n, e); } }
        static void Buy(int n) => throw new FormatException("inner " + n);
        """;

    // The compiler puts it into its caller, in a release.
    private const string Small = """
        public static async Task RunAsync(int n) { await Task.Yield(); Check(n); }
        static void Check(int n) { if (n >= 0) throw new InvalidOperationException(); }
        """;

    private const string Aggregated = """
        public static Task RunAsync(int n) => Task.Run(() => Parallel.For(0, 8, i => { if (i >= n) throw new InvalidOperationException("i" + i); }));
        """;

    public static TheoryData<string, string, string> Builds => new()
    {
        { Plain, "Game.Shop.Buy", "System.InvalidOperationException" },
        { Async, "Game.Shop.BuyAsync", "System.InvalidOperationException" },
        { Lambda, "Game.Shop.RunAsync.lambda", "System.InvalidOperationException" },
        { AsyncLambda, "Game.Shop.RunAsync.lambda", "System.InvalidOperationException" },
        { LocalFunction, "Game.Shop.RunAsync.Check", "System.InvalidOperationException" },
        { Generic, "Game.Shop.Bag.TakeAsync", "System.Collections.Generic.KeyNotFoundException" },
        { Library, "Game.Shop.RunAsync", "System.Collections.Generic.KeyNotFoundException" },
        { Iterator, "Game.Shop.Items", "System.InvalidOperationException" },
        { Nested, "Game.Shop.Buy", "System.ApplicationException" },
        { Small, "Game.Shop.RunAsync", "System.InvalidOperationException" },
        { Aggregated, "Game.Shop.RunAsync.lambda", "System.InvalidOperationException" },
    };

    [Theory]
    [MemberData(nameof(Builds))]
    public async Task Of_SamePlaceInAnotherBuild_IsSame(string code, string where, string type)
    {
        var first = new CompiledGame($"namespace Game {{ public static class Shop {{ {code.Replace("OTHERS", string.Empty, StringComparison.Ordinal)} }} }}", OptimizationLevel.Debug);
        var second = new CompiledGame(
            $$"""
            namespace Game
            {
                public static class New { public static async Task Before() { Action a = () => { }; a(); await Task.Yield(); } }
                public static class Shop
                {
                    static int z = 3; static Func<int, int> f = x => x + z; static async Task MoreAsync() { int y = z; Func<int, int> g = x => x + y; await Task.Yield(); g(1); L(); void L() { y++; } }


                    {{code.Replace("OTHERS", "int p = n; Func<int, int> q = x => x * p; int r = q(3); void Other() { r++; } Other();", StringComparison.Ordinal)}}
                }
            }
            """,
            OptimizationLevel.Release);

        var before = ErrorOrigin.Of(await first.RunAsync(0), "test", Libraries);
        var after = ErrorOrigin.Of(await second.RunAsync(1), "test", Libraries);

        Assert.Equal(before, after);
        Assert.Equal(where, before.Where);
        Assert.Equal(type, before.Type);
    }

    [Fact]
    public async Task Of_OtherPlaceOrType_IsOther()
    {
        static CompiledGame Game(string code) => new($"namespace Game {{ public static class Shop {{ {code} }} }}", OptimizationLevel.Release);
        string[] ids =
        [
            ErrorOrigin.Of(await Game(Plain).RunAsync(), "test", Libraries).Id,
            ErrorOrigin.Of(await Game(Async).RunAsync(), "test", Libraries).Id,
            ErrorOrigin.Of(await Game(Plain.Replace("InvalidOperation", "Argument", StringComparison.Ordinal)).RunAsync(), "test", Libraries).Id,
            ErrorOrigin.Of(await Game(Nested).RunAsync(), "test", Libraries).Id,
            ErrorOrigin.Of(await Game(Nested.Replace("FormatException", "OverflowException", StringComparison.Ordinal)).RunAsync(), "test", Libraries).Id,
        ];

        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public async Task Of_ExceptionThatCameFromAnotherProcess_IsSame()
    {
        var here = await new CompiledGame($"namespace Game {{ public static class Shop {{ {Async} }} }}", OptimizationLevel.Release).RunAsync();
        var there = new InvalidOperationException("Another message.");
        System.Runtime.ExceptionServices.ExceptionDispatchInfo.SetRemoteStackTrace(there, here.StackTrace!);
        try
        {
            throw there;
        }
        catch (InvalidOperationException)
        {
            // Where it was caught and thrown again is behind where it came from.
        }

        Assert.Equal(ErrorOrigin.Of(here, "test", Libraries), ErrorOrigin.Of(there, "test", Libraries));
    }

    [Fact]
    public void Of_ExceptionThatWasNotThrown_IsWhereItWasLogged()
    {
        var origin = ErrorOrigin.Of(new FormatException("x"), "Game.Shop 17", []);

        Assert.Equal("Game.Shop 17", origin.Where);
        Assert.NotEqual(origin.Id, ErrorOrigin.Of(new FormatException("x"), "Game.Shop 18", []).Id);
    }

    [Theory]
    [InlineData("Game.Shop.<BuyAsync>d__3.MoveNext", "Game.Shop.BuyAsync")]
    [InlineData("Game.Shop.<>c__DisplayClass3_0.<<BuyAsync>b__0>d.MoveNext", "Game.Shop.BuyAsync.lambda")]
    [InlineData("Game.Shop.<>c.<Buy>b__12_1", "Game.Shop.Buy.lambda")]
    [InlineData("Game.Shop`2.<>c__3`1.<Buy>b__3_0", "Game.Shop.Buy.lambda")]
    [InlineData("Game.Shop.<Buy>g__Check|3_0", "Game.Shop.Buy.Check")]
    [InlineData("Game.Shop.<Buy>g__Check|3_0[T]", "Game.Shop.Buy.Check")]
    [InlineData("Game.Shop.<<Buy>g__CheckAsync|3_0>d.MoveNext", "Game.Shop.Buy.CheckAsync")]
    [InlineData("Program.<Main>$", "Program.Main")]
    [InlineData("Program.<<Main>$>g__Run|0_0", "Program.Main.Run")]
    [InlineData("Game.Shop.Get[TKey,TValue]", "Game.Shop.Get")]
    [InlineData("Game.Shop..ctor", "Game.Shop..ctor")]
    public void Normalize_WhatTheCompilerMade_IsWhatWasWritten(string method, string expected) => Assert.Equal(expected, StackText.Normalize(method));

    [Theory]
    [InlineData("System.Linq.Enumerable.First", false)]
    [InlineData("Orleans.Runtime.GrainTimer.Tick", false)]
    [InlineData("OrleansCodeGen.Game.Proxy_IShop.Buy", false)]
    [InlineData("Mqant.ModuleExtension.InvokeAsync", false)]
    [InlineData("Mqant.Room.RunTick", false)]
    [InlineData("Mqant.Gateway.Hub.SessionHub.OpenAsync", false)]
    [InlineData("Mqant.Grains.ChatGrain.SayAsync", true)]
    [InlineData("Game.Shop.Buy", true)]
    [InlineData("Acme.Storage.Write", false)]
    public void IsGame_OfLibraries_IsFalse(string method, bool expected) => Assert.Equal(expected, StackText.IsGame(method, ["Acme."]));
}
