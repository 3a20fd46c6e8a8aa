using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Features;
using Orleans.Runtime;
using Orleans.Storage;

namespace Mqant.Operations.Door;

/// <summary>What is answered when a request cannot be served.</summary>
internal static partial class FailedRequests
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
            await Problems.WriteAsync(context, exception.StatusCode, exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge : Explain(exception));
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

    // In the words of the API: what ASP.NET Core says of a request names types of ours.
    private static string Explain(BadHttpRequestException exception) => exception.InnerException switch
    {
        JsonException { Path: { } path } json => $"The body is not the JSON that is expected: see {path}, line {json.LineNumber + 1}.",
        JsonException json => $"The body is not JSON: {json.Message}",
        _ when BadParameter().Match(exception.Message) is { Success: true } bad => $"'{bad.Groups[2].Value}' is not a value that '{bad.Groups[1].Value}' can have.",
        _ when MissingParameter().Match(exception.Message) is { Success: true } missing => $"'{missing.Groups[1].Value}' is missing.",
        _ => "The request is not one that is expected here.",
    };

    [GeneratedRegex("^Failed to bind parameter \"(?:\\S+ )?(\\S+)\" from \"(.*)\"\\.$", RegexOptions.Singleline)]
    private static partial Regex BadParameter();

    [GeneratedRegex("^Required parameter \"(?:\\S+ )?(\\S+)\" was not provided")]
    private static partial Regex MissingParameter();

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
