using GenOps.Core.Data;
using GenOps.Core.Ledger;
using GenOps.Core.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Demonstration;

/// <summary>Puts down what the runs rest on: pipelines with versions and when they were active, prices, and assumptions.</summary>
/// <param name="factory">The database.</param>
/// <param name="options">What was asked for.</param>
internal sealed class DemoSetup(IDbContextFactory<GenOpsDbContext> factory, DemoOptions options)
{
    private const string Author = "Ada Moreau";
    private const string Note = "An example of the demonstration";
    private const string Folder = "GenOps.Demonstration/";

    private readonly DemoIds ids = new(DemoRandom.Of(options.Seed, -1, 0));
    private readonly DemoBlobs blobs = new();
    private readonly List<object> rows = [];

    /// <summary>Puts it down.</summary>
    public async Task<DemoWorld> ExecuteAsync(CancellationToken cancellationToken)
    {
        var pipelines = DemoCatalogue.All.Select(Pipeline).ToList();
        var stated = Assumptions(pipelines);
        var models = new DemoModels(options);
        rows.AddRange(stated);
        var prices = models.Prices(ids);
        rows.AddRange(prices);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        db.AddRange(rows);
        await db.SaveChangesAsync(cancellationToken);
        return new DemoWorld(options, models, TokenSizes.Read(), new DemoPrices(prices), stated, blobs, pipelines);
    }

    private DemoPipeline Pipeline(DemoPipelinePlan plan)
    {
        var first = Active(plan.Versions[0].At);
        var row = new Pipeline { Id = ids.New<PipelineId>(first.AddDays(-6)), Name = plan.Name, CreatedAt = first.AddDays(-6) };
        rows.Add(row);
        var (yaml, versions) = (Text(plan.Name), new List<DemoVersion>());
        foreach (var version in plan.Versions)
        {
            if (version.Replace.Length > 0)
            {
                var next = yaml.Replace(version.Replace, version.With, StringComparison.Ordinal);
                yaml = next != yaml ? next : throw new InvalidOperationException($"A version of {plan.Name} changes nothing: {version.Replace}");
            }

            versions.Add(Version(row, plan, version, yaml, versions.Count + 1));
        }

        List<(DateTime From, DemoVersion Version)> active = [];
        for (var i = 0; i < versions.Count; i++)
        {
            active.Add((Active(versions[i].Plan.At), versions[i]));
            if (versions[i].Plan.RolledBackAt is { } back) active.Add((Active(back), versions[i - 1]));
        }

        foreach (var (from, version) in active) rows.Add(Activation(row, version, from));
        (row.Description, row.CostCentre) = (versions[^1].Definition.Description ?? "", versions[^1].Definition.CostCentre ?? "");
        row.ActiveVersionId = active[^1].Version.Row.Id;
        return new DemoPipeline(row, plan, active);
    }

    private DemoVersion Version(Pipeline pipeline, DemoPipelinePlan plan, DemoVersionPlan version, string yaml, int number)
    {
        var definition = PipelineDefinition.Parse(yaml);
        var at = Active(version.At);
        var row = new PipelineVersion
        {
            Id = ids.New<PipelineVersionId>(at),
            PipelineId = pipeline.Id,
            Number = number,
            Yaml = yaml,
            ContentHash = definition.ContentHash,
            Author = Author,
            CreatedAt = at,
        };
        rows.Add(row);
        foreach (var days in new[] { 5, 2 })
        {
            rows.Add(new PipelineDraft
            {
                Id = ids.New<PipelineDraftId>(at.AddDays(-days)),
                PipelineId = pipeline.Id,
                Yaml = yaml,
                Author = Author,
                SavedAt = at.AddDays(-days),
                PublishedAs = row.Id,
            });
        }

        return new DemoVersion(row, version, definition, new DemoContents(plan, version, definition, blobs));
    }

    private PipelineActivation Activation(Pipeline pipeline, DemoVersion version, DateTime at) => new()
    {
        Id = ids.New<PipelineActivationId>(at),
        PipelineId = pipeline.Id,
        VersionId = version.Row.Id,
        ActivatedAt = at,
        ActivatedBy = Author,
    };

    /// <summary>Examples all of them, so that none ever prices live money.</summary>
    private List<Assumption> Assumptions(List<DemoPipeline> pipelines)
    {
        List<Assumption> stated =
        [
            Stated(null, AssumptionKeys.LabourRate, 52, options.Begin),
            Stated(null, AssumptionKeys.LabourRate, 55, options.At(0.5)),
            // As large as the rest of the demonstration is.
            Stated(null, AssumptionKeys.FixedMonthly, Math.Max(12, Math.Round(options.Calls * 0.4m / options.Days)), options.Begin),
        ];
        foreach (var pipeline in pipelines)
        {
            var (seeds, from, id) = (pipeline.Active[0].Version.Definition.Assumptions, pipeline.Active[0].From, pipeline.Row.Id);
            Add(AssumptionKeys.BaselineMinutes, seeds.BaselineMinutes);
            Add(AssumptionKeys.LabourRate, seeds.LabourRatePerHour?.Usd);
            Add(AssumptionKeys.ValuePerOutput, seeds.ValuePerOutput?.Usd);

            void Add(string key, decimal? value)
            {
                if (value is not null) stated.Add(Stated(id, key, value.Value, from));
            }
        }

        // Measured after half the time: less than had been thought.
        var replies = pipelines[0];
        stated.Add(Stated(replies.Row.Id, AssumptionKeys.BaselineMinutes, 9, options.At(0.5)));
        return stated;
    }

    private Assumption Stated(PipelineId? pipeline, string key, decimal value, DateTime from) => new()
    {
        Id = ids.New<AssumptionId>(from),
        PipelineId = pipeline,
        Key = key,
        Value = value,
        ValidFrom = from,
        RecordedAt = from,
        Author = Author,
        Origin = AssumptionOrigin.Example,
        Note = Note,
    };

    /// <summary>What was there from the first is active since before it.</summary>
    private DateTime Active(double part) => part == 0 ? options.Begin.AddHours(-2) : options.At(part);

    private static string Text(string name)
    {
        using var stream = typeof(DemoSetup).Assembly.GetManifestResourceStream($"{Folder}{name}.yaml") ?? throw new InvalidOperationException($"{name}.yaml is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
