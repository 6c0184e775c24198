using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Pipelines.Definitions;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Benchmarks;

/// <summary>
/// Puts a pipeline into the database of an older revision, whose tables beside these two may differ from today's: publishing as today's code does would ask
/// for columns that are not there yet.
/// </summary>
internal static class OlderPipeline
{
    /// <summary>Adds it with one version, which is active.</summary>
    public static async Task AddAsync(GenOpsDbContext db, string yaml)
    {
        var definition = PipelineDefinition.Parse(yaml);
        var (pipeline, version, now, priority) = (Guid.CreateVersion7(), Guid.CreateVersion7(), TimeProvider.System.GetUtcNow().UtcDateTime, (int)RunPriority.Normal);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "Pipelines" ("Id", "Name", "Description", "CostCentre", "Enabled", "IsSample", "CreatedAt", "Priority")
            VALUES ({pipeline}, {definition.Name}, '', '', {true}, {false}, {now}, {priority})
            """);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "PipelineVersions" ("Id", "PipelineId", "Number", "Yaml", "ContentHash", "Author", "CreatedAt")
            VALUES ({version}, {pipeline}, 1, {yaml}, {definition.ContentHash}, 'benchmark', {now})
            """);
        await db.Database.ExecuteSqlAsync($"""UPDATE "Pipelines" SET "ActiveVersionId" = {version} WHERE "Id" = {pipeline}""");
    }
}
