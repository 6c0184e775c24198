using GenOps.Core.Ledger;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;

namespace GenOps.Core.Demonstration;

/// <summary>A run under way: what all that is made of it have in hand.</summary>
internal sealed class DemoCourse
{
    public DemoCourse(DemoWorld world, DemoRows rows, DemoPipeline pipeline, DateTime at, DemoRandom random)
    {
        (World, Rows, Pipeline, Random) = (world, rows, pipeline, random);
        Ids = new DemoIds(random);
        Version = pipeline.At(at);
        (Variant, Items) = (random.Between(0, DemoContents.Variants - 1), random.Between(pipeline.Plan.Items.Least, pipeline.Plan.Items.Most));
        var trigger = random.Pick(pipeline.Plan.Triggers);
        Run = new Run
        {
            Id = Ids.New<RunId>(at),
            PipelineId = pipeline.Row.Id,
            VersionId = Version.Row.Id,
            Money = MoneyMode.Sandbox,
            InputHash = Version.Contents.Input(Variant, Items),
            CostCentre = Version.Definition.CostCentre ?? "",
            Trigger = trigger,
            TriggeredBy = trigger switch { "schedule" => "GenOps", "api" => "shop", _ => "Ada Moreau" },
            TriggeredAt = at,
        };
        Snapshot = RunSnapshot.Of(Run);
        Now = at;
    }

    public DemoWorld World { get; }

    public DemoRows Rows { get; }

    public DemoPipeline Pipeline { get; }

    public DemoRandom Random { get; }

    public DemoIds Ids { get; }

    public DemoVersion Version { get; }

    public DemoContents Contents => Version.Contents;

    public Run Run { get; }

    public RunSnapshot Snapshot { get; }

    /// <summary>Which of the variants of each content; items of a map take those that follow.</summary>
    public int Variant { get; }

    /// <summary>How many items its maps have.</summary>
    public int Items { get; }

    /// <summary>Where it stands in time, UTC.</summary>
    public DateTime Now { get; set; }

    /// <summary>What its outputs came to so far.</summary>
    public List<DemoOutput> Outputs { get; } = [];

    /// <summary>What rules ask of its steps.</summary>
    public DemoValues Values { get; } = new();

    /// <summary>Lets time pass.</summary>
    public void Pass(double seconds) => Now = Now.AddMilliseconds(Math.Round(seconds * 1000));
}

/// <summary>An output with its declaration.</summary>
internal sealed record DemoOutput(Outputs.Output Row, OutputDeclaration Declaration);
