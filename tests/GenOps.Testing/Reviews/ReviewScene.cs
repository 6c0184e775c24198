using System.Text;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Ledger;
using GenOps.Core.Levers;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;

namespace GenOps.Testing.Reviews;

/// <summary>A run whose output waits for a person, made by the functions the engine calls.</summary>
public sealed class ReviewScene
{
    public const string Yaml =
        """
        name: kit
        input: { documents: files, language: text }
        steps:
          - id: posts
            map: { over: input.documents, as: doc }
            prompt: { tier: small, template: "{{ doc }} {{ input.language }}" }
          - id: sign_off
            review: { of: [posts] }
        outputs:
          - name: post
            per: posts
            artifacts: [posts]
        """;

    /// <summary>Documents that become rows of a table, by a schema.</summary>
    public const string TableYaml =
        """
        name: kit
        input: { documents: files, language: text }
        steps:
          - id: extract
            map: { over: input.documents, as: doc }
            prompt:
              tier: small
              template: "{{ doc }} {{ input.language }}"
              schema:
                type: object
                additionalProperties: false
                required: [total]
                properties: { total: { type: [number, "null"] }, date: { type: string, pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }, lines: { type: array, items: { type: object, properties: { amount: { type: number } } } } }
              on_invalid: review
          - id: sign_off
            review: { of: [extract] }
          - id: table
            publish: { channel: folder, artifacts: [extract], format: csv }
        outputs:
          - name: invoice
            per: extract
            artifacts: [extract]
        """;

    public const string Inputs =
        """
        {"documents":[{"media_type":"text/plain","name":"one.txt","text":"The first document."},{"media_type":"text/plain","name":"two.txt","text":"The second document."}],"language":"en"}
        """;

    private ReviewScene(TestDatabase database)
    {
        Database = database;
        Clock = new HandClock(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        Decide = new DecideReview(database.Runner(Clock, Signal, Changes), database.Contexts);
        Undo = new UndoReview(database.Runner(Clock, Signal, Changes), database.Contexts);
        Skip = new SkipReview(database.Runner(Clock));
        Claim = new ClaimReview(database.Runner(Clock), database.Contexts);
        Release = new ReleaseReview(database.Runner(Clock));
    }

    public TestDatabase Database { get; }

    public HandClock Clock { get; }

    public DateTime Now => Clock.UtcNow();

    public CountingSignal Signal { get; } = new();

    public DecideReview Decide { get; }

    public UndoReview Undo { get; }

    public SkipReview Skip { get; }

    /// <summary>Where pages hear of what others do.</summary>
    public RunChanges Changes { get; } = new();

    public ClaimReview Claim { get; }

    public ReleaseReview Release { get; }

    public Actor Ada { get; private set; } = null!;

    public Actor Ben { get; private set; } = null!;

    public Pipeline Pipeline { get; private set; } = null!;

    public PipelineVersionId Version { get; private set; }

    public Run Run { get; private set; } = null!;

    public StepRunId Step { get; private set; }

    public static async Task<ReviewScene> OpenAsync(TestDatabase database, string yaml = Yaml)
    {
        var scene = new ReviewScene(database);
        await using var db = database.Open();
        scene.Ada = Person(db, "Ada", Roles.Reviewer);
        scene.Ben = Person(db, "Ben", Roles.Reviewer);
        scene.AddPipeline(db, yaml);
        await scene.AddRunAsync(db);
        await db.SaveChangesAsync();
        return scene;
    }

    /// <summary>Drafts an output with one Markdown text, one JSON and one picture, and opens its review.</summary>
    public async Task<ReviewTask> FlagAsync(int item = -1, string text = "Hello\nworld\n", StepRunId? step = null, params string[] roles)
    {
        await using var db = Database.Open();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var output = await OutputDrafting.DraftAsync(db, await DraftOfAsync(db, item, text), Now, CancellationToken.None);
        var task = await ReviewOpening.OpenAsync(
            db, output, step ?? Step, [new FlagReason("always", "Every output of this pipeline is reviewed.")], ReviewOpening.RoleNames(roles), "Look at the tone.", Now, CancellationToken.None);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return task;
    }

    /// <summary>Drafts an output of one content, and opens its review.</summary>
    public async Task<ReviewTask> FlagContentAsync(byte[] content, string mediaType)
    {
        await using var db = Database.Open();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var revision = RevisionDraft.Of([await ArtifactAsync(db, "posts", -1, "content", mediaType, content)]);
        var output = await OutputDrafting.DraftAsync(db, new OutputDraft(Run.Id, Run.PipelineId, Run.VersionId, Run.Money, "kit", -1, "GenOps", revision), Now, CancellationToken.None);
        var task = await ReviewOpening.OpenAsync(
            db, output, Step, [new FlagReason("always", "Every output of this pipeline is reviewed.")], ReviewOpening.RoleNames([]), "", Now, CancellationToken.None);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return task;
    }

    /// <summary>Drafts an invoice as its step ended with it, and opens its review: JSON by the schema, or the text of an answer that broke it.</summary>
    public async Task<ReviewTask> FlagInvoiceAsync(string answer, bool valid, int item = 0)
    {
        await using var db = Database.Open();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var (name, type) = valid ? ($"extract-{item + 1}.json", "application/json") : ($"extract-{item + 1}.md", "text/markdown");
        var revision = RevisionDraft.Of([await ArtifactAsync(db, "extract", item, name, type, Encoding.UTF8.GetBytes(answer))]);
        var draft = new OutputDraft(Run.Id, Run.PipelineId, Run.VersionId, Run.Money, "invoice", item, "GenOps", revision);
        var output = await OutputDrafting.DraftAsync(db, draft, Now, CancellationToken.None);
        var task = await ReviewOpening.OpenAsync(
            db, output, Step, [new FlagReason("always", "Every output of this pipeline is reviewed.")], ReviewOpening.RoleNames([]), "", Now, CancellationToken.None);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return task;
    }

    public async Task<OutputDraft> DraftOfAsync(GenOpsDbContext db, int item, string text) => new(
        Run.Id, Run.PipelineId, Run.VersionId, Run.Money, item < 0 ? "kit" : "post", item, "GenOps",
        RevisionDraft.Of([
            await ArtifactAsync(db, "posts", item, "post.md", "text/markdown", Encoding.UTF8.GetBytes(text)),
            await ArtifactAsync(db, "facts", item, "facts.json", "application/json", """{"total": 12, "note": "=cmd()"}"""u8.ToArray()),
            await ArtifactAsync(db, "sizes", item, "banner.png", "image/png", [0x89, 0x50, 0x4E, 0x47]),
        ]));

    public static ReviewDecisionRequest Request(ReviewTask task, ReviewVerdict verdict, string? reason = null, Dictionary<string, string>? edits = null,
        string? hash = null, string channel = ReviewChannels.Page, Dictionary<LabourActivity, int>? seconds = null) =>
        new(task.Id, verdict, hash, reason, edits, channel, seconds);

    public async Task<StepRunId> AddStepAsync(string stepId, int position)
    {
        await using var db = Database.Open();
        var step = NewStep(Run.Id, stepId, "review", position);
        step.State = StepState.WaitingForReview;
        db.Add(step);
        await db.SaveChangesAsync();
        return step.Id;
    }

    public static StepRun NewStep(RunId run, string stepId, string kind, int position, int item = StepRun.NoItem) => new()
    {
        Id = Id.New<StepRunId>(),
        RunId = run,
        StepId = stepId,
        Kind = kind,
        Item = item,
        Position = position,
    };

    private static async Task<ArtifactDraft> ArtifactAsync(GenOpsDbContext db, string step, int item, string name, string type, byte[] content)
    {
        var hash = await BlobStore.PutAsync(db, content, type, new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc), CancellationToken.None);
        return new ArtifactDraft(step, item, name, type, hash, content.Length);
    }

    private static Actor Person(GenOpsDbContext db, string name, string role)
    {
        var user = new User { Id = Guid.CreateVersion7(), UserName = name, DisplayName = name, CreatedAt = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc) };
        db.Add(user);
        return new Actor(user.Id, name, new HashSet<string> { role });
    }

    private void AddPipeline(GenOpsDbContext db, string yaml)
    {
        Pipeline = new Pipeline { Id = Id.New<PipelineId>(), Name = "kit", CreatedAt = Now };
        Version = Id.New<PipelineVersionId>();
        db.AddRange(Pipeline, new PipelineVersion
        {
            Id = Version,
            PipelineId = Pipeline.Id,
            Number = 1,
            Yaml = yaml,
            ContentHash = BlobHash.Of(yaml).Hex,
            Author = "Ada",
            CreatedAt = Now,
        });
        db.Add(new Assumption
        {
            Id = Id.New<AssumptionId>(),
            Key = AssumptionKeys.LabourRate,
            Value = 60,
            ValidFrom = Now.AddDays(-1),
            RecordedAt = Now.AddDays(-1),
            Author = "Ada",
            Origin = AssumptionOrigin.Person,
        });
    }

    private async Task AddRunAsync(GenOpsDbContext db)
    {
        Run = new Run
        {
            Id = Id.New<RunId>(),
            PipelineId = Pipeline.Id,
            VersionId = Version,
            Money = MoneyMode.Sandbox,
            State = RunState.WaitingForReview,
            InputHash = await BlobStore.PutTextAsync(db, Inputs, "application/json", Now, CancellationToken.None),
            CostCentre = "marketing",
            Trigger = "manual",
            TriggeredBy = "Ada",
            TriggeredAt = Now,
        };
        var step = NewStep(Run.Id, "sign_off", "review", 1);
        step.State = StepState.WaitingForReview;
        Step = step.Id;
        db.AddRange(Run, step);
    }

    /// <summary>Counts the wake-ups.</summary>
    public sealed class CountingSignal : IOutboxSignal
    {
        public int Count { get; private set; }

        public void Notify() => Count++;
    }
}

/// <summary>A clock that only a test moves.</summary>
public sealed class HandClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset now = start;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => now;

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan by) => now += by;
}
