using Orleans.Storage;
using Microsoft.AspNetCore.Http.Features;
using Orleans.Runtime;

namespace Mqant.Operations.Door;

/// <summary>What is answered when a request cannot be served.</summary>
internal static class FailedRequests
{
    /// <summary>Bytes that the body of a request to the console may have.</summary>
    public const int MaxBody = 64 * 1024;

    private const string TooLarge = "The body is too large; expected at most 64 KiB.";

    private static readonly PathString Console = "/console";

    public static async Task UseAsync(HttpContext context, RequestDelegate next, DoorLog log)
    {
        if (context.Request.Path.StartsWithSegments(Console) && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            body.MaxRequestBodySize = MaxBody;
        }

        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            var reason = exception.InnerException is System.Text.Json.JsonException json ? $"{exception.Message} {json.Message}" : exception.Message;
            await Problems.WriteAsync(context, exception.StatusCode, exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge : reason);
        }
        catch (Exception exception) when (!context.Response.HasStarted && exception is TimeoutException or (OrleansException and not InconsistentStateException))
        {
            log.NoCluster(context.Request.Path, exception.Message);
            await Problems.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "No silo answers; try again when the cluster is there.");
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            log.Failed(context.Request.Path, exception);
            await Problems.WriteAsync(context, StatusCodes.Status500InternalServerError, "The request failed for a reason that nobody expected; the process's log has it.");
        }
    }

    /// <summary>Says more of an answer that has no more than its status.</summary>
    public static Task DescribeAsync(HttpContext context) => Problems.WriteAsync(context, context.Response.StatusCode, context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => "There is nothing at this path.",
        StatusCodes.Status405MethodNotAllowed => $"This path is not there for {(HttpMethods.IsPost(context.Request.Method) ? "POST" : "this method")}; expected {context.Response.Headers.Allow}.",
        StatusCodes.Status413PayloadTooLarge => TooLarge,
        StatusCodes.Status415UnsupportedMediaType => "Expected a body in JSON, with 'Content-Type: application/json'.",
        _ => "The request was not served.",
    });
}
