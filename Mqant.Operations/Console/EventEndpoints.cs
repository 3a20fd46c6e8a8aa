using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Mqant.Operations.Door;

namespace Mqant.Operations.Console;

/// <summary>What happens, as server-sent events.</summary>
internal sealed class EventEndpoints(ConsoleFeed feed, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>How many streams one and the same may have open.</summary>
    public const int MostStreams = 20;

    // Whoever may not see it any more does not for longer than this.
    private static readonly TimeSpan LookAgainEvery = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, int> _streams = new(StringComparer.Ordinal);

    public void Map(RouteGroupBuilder api) => api.MapGet("events", (Delegate)StreamAsync)
        .WithTags("Cluster")
        .WithSummary("Server-sent events: overview (every 2 s), log, error, audit, policy.")
        .Produces<OverviewDto>(contentType: "text/event-stream")
        .ProducesProblem(StatusCodes.Status429TooManyRequests);

    private async Task StreamAsync(HttpContext context)
    {
        var who = Caller.Of(context.User)!.Name;
        if (_streams.AddOrUpdate(who, 1, static (_, open) => open + 1) > MostStreams)
        {
            Close(who);
            await Problems.WriteAsync(context, StatusCodes.Status429TooManyRequests, $"You have {MostStreams} streams of events open already; close one.");
            return;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.StartAsync(ending.Token);
            await context.Response.BodyWriter.FlushAsync(ending.Token);
            var events = feed.Subscribe(ending.Token);
            var looked = time.GetTimestamp();
            await foreach (var told in events.ReadAllAsync(ending.Token))
            {
                if (time.GetElapsedTime(looked) >= LookAgainEvery)
                {
                    looked = time.GetTimestamp();
                    if (!await IsStillInAsync(context))
                    {
                        return;
                    }
                }

                await WriteAsync(context, told, ending.Token);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
        }
        finally
        {
            await ending.CancelAsync();
            Close(who);
        }
    }

    private static async Task WriteAsync(HttpContext context, ConsoleEvent told, CancellationToken cancellationToken)
    {
        var writer = context.Response.BodyWriter;
        Encoding.UTF8.GetBytes($"event: {told.Type}\ndata: ", writer);
        System.Buffers.BuffersExtensions.Write(writer, told.Data);
        System.Buffers.BuffersExtensions.Write(writer, "\n\n"u8);
        await writer.FlushAsync(cancellationToken);
    }

    // The cookie's time may be over, or the token is not in the settings any more. The handler of this request has its answer already: another one is asked.
    private static async Task<bool> IsStillInAsync(HttpContext context)
    {
        var cookie = context.User.Identity?.AuthenticationType == DoorSchemes.Cookie ? (await context.AuthenticateAsync(DoorSchemes.Cookie)).Properties : null;
        return context.RequestServices.GetRequiredService<CookieEvents>().IsGood(context.User, cookie);
    }

    private void Close(string who)
    {
        while (_streams.TryGetValue(who, out var open))
        {
            if (open == 1 ? _streams.TryRemove(new(who, 1)) : _streams.TryUpdate(who, open - 1, open))
            {
                return;
            }
        }
    }
}
