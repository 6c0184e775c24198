using System.Globalization;
using GenOps.Core;
using GenOps.Core.Analytics;
using GenOps.Web.Auth;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>The version of a pipeline that a request names by its number.</summary>
internal static class RequestedVersion
{
    /// <summary>Its key; null where the request names none.</summary>
    /// <exception cref="InvalidInputException">It names no pipeline, or the pipeline has no such version.</exception>
    public static async Task<PipelineVersionId?> FindAsync(HttpContext context, AnalyticsChoices choices, PipelineId? pipeline)
    {
        if (context.Request.Text("version") is not { } number) return null;
        if (pipeline is null) throw new InvalidInputException("version", "A version's number says nothing without its pipeline.", "Name the pipeline too.");
        var versions = (await choices.CutsAsync(context.Actor(), pipeline, context.RequestAborted)).Versions;
        return versions.FirstOrDefault(v => v.Number.ToString(CultureInfo.InvariantCulture) == number)?.Id ?? throw new InvalidInputException(
            "version", $"{context.Request.Text("pipeline")} has no version '{RequestQuery.Shown(number)}'.", $"Choose {string.Join(", ", versions.Select(v => v.Number))}.");
    }
}
