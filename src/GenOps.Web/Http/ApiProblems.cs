using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.AspNetCore.Mvc;

namespace GenOps.Web.Http;

/// <summary>Answers what went wrong as problem details (RFC 9457): one shape for every error of the API.</summary>
public static class ApiProblems
{
    /// <summary>The media type of an answer that tells of a problem.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>The answer to an error; null for one that is GenOps's own fault.</summary>
    public static ProblemDetails? Of(Exception error) => error switch
    {
        InvalidInputException { IsTooLarge: true } e => Invalid(e, StatusCodes.Status413PayloadTooLarge, "Too large"),
        InvalidInputException e => Invalid(e, StatusCodes.Status400BadRequest, "Some of what was given cannot be taken"),
        NotFoundException => Problem(StatusCodes.Status404NotFound, "Not found", error.Message),
        ConflictException => Problem(StatusCodes.Status409Conflict, "Does not fit the present state", error.Message),
        AccessDeniedException => Problem(StatusCodes.Status403Forbidden, "Not allowed", error.Message),
        BodyTooLargeException => Problem(StatusCodes.Status413PayloadTooLarge, "Too large", error.Message),
        BadHttpRequestException e => Problem(e.StatusCode, "The request cannot be read", e.Message),
        GenOpsException => Problem(StatusCodes.Status422UnprocessableEntity, "Cannot be done", error.Message),
        _ => null,
    };

    /// <summary>The answer while the database or the disk is in the way.</summary>
    public static ProblemDetails Of(StorageTrouble trouble) =>
        Problem(StorageProblems.StatusOf(trouble), trouble == StorageTrouble.Full ? "No room" : "Not now", StorageFault.Words(trouble));

    /// <summary>A problem of a status without more to say, such as an unknown path.</summary>
    public static ProblemDetails Of(int status) => status switch
    {
        StatusCodes.Status404NotFound => Problem(status, "Not found", "There is nothing at this path. The paths are listed in /openapi/v1.json."),
        StatusCodes.Status405MethodNotAllowed => Problem(status, "Method not allowed", "This path takes another method. The methods are listed in /openapi/v1.json."),
        StatusCodes.Status415UnsupportedMediaType => Problem(status, "Unsupported media type", "Send JSON with Content-Type: application/json."),
        _ => Problem(status, "That did not work", "The server's log says more."),
    };

    /// <summary>Writes the problem as the answer.</summary>
    public static Task WriteAsync(HttpContext context, ProblemDetails problem)
    {
        context.Response.StatusCode = problem.Status ?? StatusCodes.Status500InternalServerError;
        problem.Instance ??= context.Request.Path;
        return context.Response.WriteAsJsonAsync(problem, ApiJson.Options, MediaType, context.RequestAborted);
    }

    private static ProblemDetails Invalid(InvalidInputException error, int status, string title)
    {
        var problem = Problem(status, title, error.Message);
        problem.Extensions["errors"] = error.Problems;
        return problem;
    }

    private static ProblemDetails Problem(int status, string title, string detail) => new() { Status = status, Title = title, Detail = detail };
}

/// <summary>Turns errors under <c>/api</c> and empty refusals into problem details.</summary>
internal sealed partial class ApiProblemMiddleware(RequestDelegate next, ILogger<ApiProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception error) when (!context.Response.HasStarted && StorageFault.Of(error) is null)
        {
            var problem = ApiProblems.Of(error);
            if (problem is null) LogFault(context.Request.Method, context.Request.Path, error);
            context.Response.Clear();
            await ApiProblems.WriteAsync(context, problem ?? ApiProblems.Of(StatusCodes.Status500InternalServerError));
            return;
        }

        if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
            await ApiProblems.WriteAsync(context, ApiProblems.Of(context.Response.StatusCode));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private partial void LogFault(string method, string path, Exception error);
}
