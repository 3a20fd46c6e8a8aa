using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Concurrency;
using Orleans.Configuration;
using Xunit;

namespace Mqant.Tests.Core;

/// <summary>Modules that cannot work. Their classes are abstract, so that no silo of another test takes them for grains.</summary>
public sealed class ModuleDefinitionTests
{
    [Theory]
    [InlineData(typeof(SameName), "SecondAsync", "FirstAsync", "HD_Twice")]
    [InlineData(typeof(BadName), "SayAsync", "begins with HD_")]
    [InlineData(typeof(TwoPayloads), "SayAsync", "'first'", "'second'")]
    [InlineData(typeof(Generic), "SayAsync", "generic")]
    [InlineData(typeof(Transactional), "SayAsync", "[Transaction]")]
    [InlineData(typeof(NoHandler), "NoHandler", "no handler")]
    [InlineData(typeof(NoStringKey), "NoStringKey", "IGrainWithStringKey")]
    [InlineData(typeof(NoKeyField), "NoKeyField", "KeyField")]
    [InlineData(typeof(NotStateless), "NotStateless", "[StatelessWorker]")]
    [InlineData(typeof(BadModuleName), "no/slash", "letters")]
    [InlineData(typeof(TwoModules), "ISameName", "IBadName")]
    [InlineData(typeof(OpenToGuests), "LookAsync", "[AllowGuest]")]
    [InlineData(typeof(BadRole), "SayAsync", "[RequireRole]")]
    [InlineData(typeof(GuestWithRole), "SayAsync", "[AllowGuest]", "[RequireRole]")]
    public void Module_WrittenInAWayThatCannotWork_IsRefusedWithTheMethodsName(Type grainClass, params string[] parts)
    {
        var exception = Assert.Throws<ModuleDefinitionException>(() => ModuleDescriptor.For(grainClass));
        Assert.All(parts, part => Assert.Contains(part, exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Module_WithAGrainForEachUser_RequiresALoginForEveryHandler()
    {
        var handlers = ModuleDescriptor.For(typeof(ForUsers))!.Traits.Handlers;
        Assert.Equal(GameErrors.LoginRequired, handlers["HD_Take"].LoginError);
        Assert.Equal("members only", handlers["HD_Look"].LoginError);
    }

    [Theory]
    [InlineData("Number", "System.Int32", "ValueTask<T>")]
    [InlineData("ByReferenceAsync", "'payload'", "by reference")]
    public void Handler_WithASignatureThatCannotBeCalled_IsRefused(string method, params string[] parts)
    {
        var exception = Assert.Throws<ModuleDefinitionException>(() => HandlerInvoker.Compile(typeof(IPlain).GetMethod(method)!));
        Assert.All(parts.Append(method), part => Assert.Contains(part, exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Silo_WithAModuleThatCannotWork_DoesNotStart()
    {
        var exception = await Assert.ThrowsAsync<ModuleDefinitionException>(() => StartAsync(typeof(BrokenGrain)));
        Assert.Contains("SecondAsync", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silo_WithTwoClassesForOneModule_DoesNotStart()
    {
        var exception = await Assert.ThrowsAsync<ModuleDefinitionException>(() => StartAsync(typeof(FirstHello), typeof(SecondHello)));
        Assert.Contains(nameof(FirstHello), exception.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(SecondHello), exception.Message, StringComparison.Ordinal);
    }

    private static async Task StartAsync(params Type[] grainClasses)
    {
        var builder = MqantProgram.CreateBuilder(["--Mqant:Cluster:Mode=Embedded", "--Mqant:Silo:Port=0", "--Mqant:Silo:GatewayPort=0"]);
        builder.AddMqantSilo();
        builder.Services.PostConfigure<GrainTypeOptions>(o => o.Classes.UnionWith(grainClasses));
        using var host = builder.Build();
        await host.StartAsync();
    }

    [GameModule("SameName")]
    public interface ISameName : IGrainWithStringKey
    {
        [Handler("HD_Twice")]
        Task FirstAsync();

        [Handler("HD_Twice")]
        Task SecondAsync();
    }

    [GameModule("BadName")]
    public interface IBadName : IGrainWithStringKey
    {
        [Handler("Say")]
        Task SayAsync();
    }

    [GameModule("TwoPayloads")]
    public interface ITwoPayloads : IGrainWithStringKey
    {
        [Handler("HD_Say")]
        Task SayAsync(string first, string second);
    }

    [GameModule("Transactional")]
    public interface ITransactional : IGrainWithStringKey
    {
        [Handler("HD_Say"), Orleans.Transaction]
        Task SayAsync();
    }

    [GameModule("Generic")]
    public interface IGeneric : IGrainWithStringKey
    {
        [Handler("HD_Say")]
        Task SayAsync<T>(T payload);
    }

    [GameModule("BadRole")]
    public interface IBadRole : IGrainWithStringKey
    {
        [Handler("HD_Say"), RequireRole("gm", "a,b")]
        Task SayAsync();
    }

    [GameModule("GuestWithRole")]
    public interface IGuestWithRole : IGrainWithStringKey
    {
        [Handler("HD_Say"), RequireRole("gm"), AllowGuest]
        Task SayAsync();
    }

    [GameModule("NoHandler")]
    public interface INoHandler : IGrainWithStringKey;

    [GameModule("NoKeyField", Key = KeyPolicy.PayloadField)]
    public interface INoKeyField : IGrainWithStringKey
    {
        [Handler("HD_Say")]
        Task SayAsync();
    }

    [GameModule("NotStateless", Key = KeyPolicy.Any)]
    public interface INotStateless : IGrainWithStringKey
    {
        [Handler("HD_Say")]
        Task SayAsync();
    }

    [GameModule("no/slash")]
    public interface IBadModuleName : IGrainWithStringKey
    {
        [Handler("HD_Say")]
        Task SayAsync();
    }

    [GameModule("ForUsers", Key = KeyPolicy.User, AllowKeyInTopic = true)]
    public interface IForUsers : IGrainWithStringKey
    {
        [Handler("HD_Take")]
        Task TakeAsync();

        [Handler("HD_Look"), RequireLogin("members only")]
        Task LookAsync();
    }

    [GameModule("OpenToGuests", Key = KeyPolicy.User)]
    public interface IOpenToGuests : IGrainWithStringKey
    {
        [Handler("HD_Take")]
        Task TakeAsync();

        [Handler("HD_Look"), AllowGuest]
        Task LookAsync();
    }

    [GameModule("Hello")]
    public interface IHello : IGrainWithStringKey
    {
        [Handler("HD_Say")]
        Task SayAsync();
    }

    // Grain interfaces cannot be compiled with these while the analyzers of Orleans are on.
    private interface IPlain
    {
        int Number();

        Task ByReferenceAsync(ref int payload);
    }

    [GameModule("NoStringKey")]
    public interface INoStringKey : IGrainWithIntegerKey
    {
        [Handler("HD_Say")]
        Task SayAsync();
    }

    public abstract class SameName : Grain, ISameName
    {
        public abstract Task FirstAsync();

        public abstract Task SecondAsync();
    }

    public abstract class BadName : Grain, IBadName
    {
        public abstract Task SayAsync();
    }

    public abstract class BadRole : Grain, IBadRole
    {
        public abstract Task SayAsync();
    }

    public abstract class GuestWithRole : Grain, IGuestWithRole
    {
        public abstract Task SayAsync();
    }

    public abstract class TwoPayloads : Grain, ITwoPayloads
    {
        public abstract Task SayAsync(string first, string second);
    }

    public abstract class Generic : Grain, IGeneric
    {
        public abstract Task SayAsync<T>(T payload);
    }

    public abstract class Transactional : Grain, ITransactional
    {
        public abstract Task SayAsync();
    }

    public abstract class NoHandler : Grain, INoHandler;

    public abstract class NoStringKey : Grain, INoStringKey
    {
        public abstract Task SayAsync();
    }

    public abstract class NoKeyField : Grain, INoKeyField
    {
        public abstract Task SayAsync();
    }

    public abstract class NotStateless : Grain, INotStateless
    {
        public abstract Task SayAsync();
    }

    public abstract class BadModuleName : Grain, IBadModuleName
    {
        public abstract Task SayAsync();
    }

    public abstract class ForUsers : Grain, IForUsers
    {
        public abstract Task TakeAsync();

        public abstract Task LookAsync();
    }

    public abstract class OpenToGuests : Grain, IOpenToGuests
    {
        public abstract Task TakeAsync();

        public abstract Task LookAsync();
    }

    public abstract class TwoModules : Grain, ISameName, IBadName
    {
        public abstract Task FirstAsync();

        public abstract Task SecondAsync();

        public abstract Task SayAsync();
    }

    // Private: the generator of Orleans passes them over.
    private sealed class BrokenGrain : SameName
    {
        public override Task FirstAsync() => Task.CompletedTask;

        public override Task SecondAsync() => Task.CompletedTask;
    }

    private sealed class FirstHello : Grain, IHello
    {
        public Task SayAsync() => Task.CompletedTask;
    }

    private sealed class SecondHello : Grain, IHello
    {
        public Task SayAsync() => Task.CompletedTask;
    }
}
