using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Mqant.Operations.Door;

/// <summary>What is said when something is refused: RFC 9457, with a detail that says what is expected.</summary>
internal static class Problems
{
    /// <summary>As the result of an endpoint.</summary>
    public static ProblemHttpResult Of(int status, string detail) => TypedResults.Problem(detail, statusCode: status);

    /// <summary>Of an endpoint that was asked for what there is not.</summary>
    public static ProblemHttpResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, detail);

    /// <summary>Of an endpoint that was given what it cannot work with.</summary>
    public static ProblemHttpResult Bad(string detail) => Of(StatusCodes.Status400BadRequest, detail);

    /// <summary>Of an endpoint whose work was refused by an exception that says why.</summary>
    public static ProblemHttpResult Bad(Exception exception) => Bad(exception.Message.Split(" (Parameter '")[0]);

    /// <summary>Writes it where there is no endpoint.</summary>
    public static Task WriteAsync(HttpContext context, int status, string detail, params (string Name, object? Value)[] more)
    {
        var problem = new ProblemDetails { Status = status, Detail = detail };
        foreach (var (name, value) in more)
        {
            problem.Extensions[name] = value;
        }

        return TypedResults.Problem(problem).ExecuteAsync(context);
    }
}
