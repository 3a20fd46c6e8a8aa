using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Mqant.Gateway.Hooks;
using Mqant.Gateway.Sessions;
using Mqant.Tests.Core;
using Mqant.Tests.Hosting.HooksPage;
using Mqant.Tests.Infrastructure;
using OpenTelemetry.Trace;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>The pages about hooks and traces: their code is what is compiled and run here.</summary>
public sealed partial class HooksPageTests
{
    [Theory]
    [InlineData("hooks.md", 9)]
    [InlineData("tracing.md", 3)]
    public void Code_OfThePage_IsWhatIsTested(string page, int examples)
    {
        var folder = Path.Combine(Programs.TestSources, "Hosting");
        string[] files = [Path.Combine(folder, $"{nameof(HooksPageTests)}.cs"), .. Directory.GetFiles(Path.Combine(folder, "HooksPage")), Path.Combine(Programs.TestSources, "Hooked", "ComplaintsGrain.cs")];
        var sources = string.Join('\n', files.Select(static file => Trim(File.ReadAllText(file))));

        var blocks = Code().Matches(File.ReadAllText(Path.Combine(Programs.Root, "docs", page)));

        Assert.Equal(examples, blocks.Count);
        Assert.All(blocks, block => Assert.Contains(Trim(block.Groups["code"].Value), sources, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hooks_AsWritten_DoWhatThePageSays()
    {
        var book = new Book();
        await using var core = await CoreFixture.StartAsync(o =>
        {
            o.Settings["Mqant:Telemetry:SampleRatio"] = "0";
            o.ConfigureServices(services =>
            {
                services.AddSingleton<IComplaintBook>(book);
                var builder = new { Services = services };
                builder.Services.AddSingleton<IHandlerFilter, SlowCalls>();
                builder.Services.AddSingleton<IRequestListener, Complaints>();
                builder.Services.AddSingleton<IRequestRouter, OldTopics>();
                builder.Services.AddSingleton<IOutboundHook, Censor>();
                builder.Services.AddSingleton<IRequestSampler, FollowTesters>();
                builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing
                    .AddSource([.. MqantTelemetry.SourceNames])
                    .SetSampler(new ParentBasedSampler(new AlwaysOffSampler())));
                builder.Services.AddMqantGrainTracing();
            });
        });
        var client = await core.ConnectAsync(new SessionOpening { ClientId = "tester", Settings = new Dictionary<string, string> { ["tester"] = "yes" } });
        using var trace = new RecordedTrace();

        Assert.Equal("Something went wrong. We are on it.", (await trace.CallAsync(client, "Traced/HD_Fail/1")).Error);
        Assert.Equal("必须先登录账号", (await client.CallAsync("room.42.say", "{}")).Error);

        Assert.NotEmpty(trace.Spans);
        Assert.All(trace.Spans, static span => Assert.Null(span.GetTagItem("mqant.sampled")));
        Assert.StartsWith("Traced/HD_Fail of : internal error", Assert.Single(book.Complaints), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grain_AsWritten_IsToldOfTheRequestsOfEveryGateway()
    {
        await using var game = await TestGame.StartAsync(o =>
        {
            o.Settings["Mqant:ModulesPath"] = Programs.HookedModules;
            o.Settings["Mqant:Gateway:CallTimeout"] = "00:00:01";
        });
        using var client = await game.ConnectAsync();

        var hung = await client.CallAsync("Complaints@hung/HD_Hang", new { });

        Assert.Equal("deadline exceeded", hung.Error);
        Assert.Equal($"Complaints/HD_Hang hangs for '', trace {hung.Trace}", await client.RequestAsync<string>("Complaints/HD_Next"));
    }

    private static string Trim(string code) => string.Join('\n', code.Split('\n').Select(static line => line.Trim())).Trim();

    [GeneratedRegex("```csharp\\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();

    private sealed class Book : IComplaintBook
    {
        public ConcurrentQueue<string> Complaints { get; } = new();

        public void Add(string complaint) => Complaints.Enqueue(complaint);
    }
}
