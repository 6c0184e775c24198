using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Ledger;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Pipelines.Samples;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Pipelines;

/// <summary>What came of publishing a definition.</summary>
/// <param name="PipelineId">The pipeline, new or known by its name.</param>
/// <param name="VersionId">The version that is active now.</param>
/// <param name="Number">Its number.</param>
/// <param name="IsNew">False when an earlier version says the same; then that one was activated.</param>
public sealed record PublishedPipeline(PipelineId PipelineId, PipelineVersionId VersionId, int Number, bool IsNew);

/// <summary>A definition that is read and checked, ready to be published.</summary>
/// <param name="Yaml">As it was written.</param>
/// <param name="Definition">What it says.</param>
/// <param name="Seeds">The assumptions it states, by key; null where it states none.</param>
/// <param name="Shipped">The keys whose value stands in a shipped definition that states the same set of figures.</param>
public sealed record PreparedPipeline(
    string Yaml, PipelineDefinition Definition, IReadOnlyDictionary<string, decimal?> Seeds, IReadOnlySet<string> Shipped);

/// <summary>Makes a definition a version of its pipeline, new or known by name, and activates it.</summary>
public sealed class PublishPipeline(CommandRunner runner, DefinitionCheck check)
{
    /// <summary>Publishes.</summary>
    /// <exception cref="InvalidDefinitionException">The definition has problems; all are listed with line and column.</exception>
    public async Task<PublishedPipeline> ExecuteAsync(Actor actor, string yaml, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        var prepared = Prepare(yaml);
        return await runner.RunAsync(actor, scope => StageAsync(scope, prepared, isSample: false), cancellationToken);
    }

    /// <summary>Reads and checks a definition, before the transaction that publishes it.</summary>
    /// <exception cref="InvalidDefinitionException">The definition has problems; all are listed with line and column.</exception>
    public PreparedPipeline Prepare(string yaml) => Prepared(yaml, check.Demand(yaml));

    /// <summary>
    /// The same for a definition GenOps ships, whatever the configured providers serve: it runs in the sandbox first, and a live start
    /// names the tier that is missing.
    /// </summary>
    public static PreparedPipeline PrepareShipped(string yaml) => Prepared(yaml, PipelineDefinition.Parse(yaml));

    private static PreparedPipeline Prepared(string yaml, PipelineDefinition definition)
    {
        var seeds = Seeds(definition.Assumptions);
        return new PreparedPipeline(yaml, definition, seeds, Shipped(seeds));
    }

    /// <summary>Publishes as part of more.</summary>
    public static async Task<PublishedPipeline> StageAsync(CommandScope scope, PreparedPipeline prepared, bool isSample)
    {
        var (db, actor, now, cancellationToken) = scope;
        var definition = prepared.Definition;
        var pipeline = await db.Pipelines.SingleOrDefaultAsync(p => p.Name == definition.Name, cancellationToken);
        if (pipeline is null)
        {
            pipeline = new Pipeline { Id = Id.New<PipelineId>(), Name = definition.Name, CreatedAt = now, IsSample = isSample };
            db.Add(pipeline);
            scope.Record("pipeline.create", "pipeline", pipeline.Id, $"Created pipeline {pipeline.Name}");
        }

        pipeline.Description = definition.Description ?? "";
        pipeline.CostCentre = definition.CostCentre ?? "";
        var versions = await db.PipelineVersions.AsNoTracking().Where(v => v.PipelineId == pipeline.Id)
            .Select(v => new { v.Id, v.Number, v.ContentHash }).ToListAsync(cancellationToken);
        var same = versions.OrderByDescending(v => v.Number).FirstOrDefault(v => v.ContentHash == definition.ContentHash);
        var id = same?.Id ?? Id.New<PipelineVersionId>();
        var number = same?.Number ?? versions.Select(v => v.Number).DefaultIfEmpty(0).Max() + 1;
        if (same is null)
        {
            db.Add(new PipelineVersion
            {
                Id = id,
                PipelineId = pipeline.Id,
                Number = number,
                Yaml = prepared.Yaml,
                ContentHash = definition.ContentHash,
                Author = actor.Name,
                CreatedAt = now,
            });
            scope.Record("pipeline.publish", "pipeline", pipeline.Id, $"Published version {number} of {pipeline.Name}");
        }

        await db.SaveChangesAsync(cancellationToken);
        await PipelineDrafts.MarkPublishedAsync(db, pipeline.Id, id, cancellationToken);
        Activate(scope, pipeline, id, number);
        await SeedAssumptions.AddAsync(db, pipeline.Id, prepared.Seeds, prepared.Shipped, actor, now, cancellationToken);
        return new PublishedPipeline(pipeline.Id, id, number, same is null);
    }

    private static Dictionary<string, decimal?> Seeds(AssumptionSeeds stated) => new()
    {
        [AssumptionKeys.BaselineMinutes] = stated.BaselineMinutes,
        [AssumptionKeys.LabourRate] = stated.LabourRatePerHour?.Usd,
        [AssumptionKeys.ValuePerOutput] = stated.ValuePerOutput?.Usd,
    };

    /// <summary>The keys whose value stands in a shipped definition that states the same set of figures: a copy nobody has looked at.</summary>
    private static HashSet<string> Shipped(Dictionary<string, decimal?> seeds)
    {
        if (seeds.Values.All(v => v is null)) return [];
        return
        [
            .. SamplePipelines.All
                .Select(sample => Seeds(PipelineDefinition.Parse(sample.Yaml).Assumptions))
                .Where(sample => sample.All(s => s.Value is null == seeds[s.Key] is null))
                .SelectMany(sample => sample.Where(s => s.Value is not null && s.Value == seeds[s.Key]).Select(s => s.Key)),
        ];
    }

    /// <summary>Makes a version the one new runs take; activating the active one changes nothing.</summary>
    internal static void Activate(CommandScope scope, Pipeline pipeline, PipelineVersionId version, int number)
    {
        if (pipeline.ActiveVersionId == version) return;
        pipeline.ActiveVersionId = version;
        scope.Db.Add(new PipelineActivation
        {
            Id = Id.New<PipelineActivationId>(),
            PipelineId = pipeline.Id,
            VersionId = version,
            ActivatedAt = scope.Now,
            ActivatedBy = scope.Actor.Name,
        });
        scope.Record("pipeline.activate", "pipeline", pipeline.Id, $"Activated version {number} of {pipeline.Name}");
    }
}
