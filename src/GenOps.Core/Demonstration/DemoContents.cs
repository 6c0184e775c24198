using System.Text;
using System.Text.Json.Nodes;
using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers.Sandbox;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Steps;

namespace GenOps.Core.Demonstration;

/// <summary>An output's revision as it is drafted or mended.</summary>
/// <param name="Draft">Its files and texts.</param>
/// <param name="Diff">What was mended; empty for a draft.</param>
internal sealed record DemoRevision(RevisionDraft Draft, string Diff);

/// <summary>
/// What the runs of one version read and make: a few variants of each content, as the product would store them, so that a million rows share some
/// hundreds of contents.
/// </summary>
/// <param name="plan">Of the pipeline.</param>
/// <param name="version">Of the version.</param>
/// <param name="definition">Of the version.</param>
/// <param name="blobs">Where they are kept.</param>
internal sealed class DemoContents(DemoPipelinePlan plan, DemoVersionPlan version, PipelineDefinition definition, DemoBlobs blobs)
{
    /// <summary>Variants of each content.</summary>
    public const int Variants = 6;

    /// <summary>Lists of verdicts of one length.</summary>
    public const int Patterns = 24;

    private readonly Dictionary<(string Step, int Variant, int Items), JsonNode> made = [];
    private readonly Dictionary<(string What, int Variant, int Items), BlobHash> hashes = [];
    private readonly Dictionary<(int Items, int Pattern), IReadOnlyList<DemoVerdict>> patterns = [];
    private readonly Dictionary<(string Output, int Item, int Variant, int Items, bool Edited), DemoRevision> revisions = [];

    /// <summary>A run's bound inputs.</summary>
    public BlobHash Input(int variant, int items) => Once("input", variant, items, () => BlobContent.OfText(
        InputBinder.Bind(definition, definition.Inputs.ToDictionary(i => i.Name, i => Given(i, variant, items))).ToText(), "application/json"));

    /// <summary>What a call sent.</summary>
    public BlobHash Request(StepDefinition step, CallPurpose purpose, int variant) => Once($"ask {purpose} {step.Id}", variant % Variants, 0, () =>
        BlobContent.OfText(new JsonObject { ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = Prose($"ask {purpose} {step.Id}", variant, 9) }) }.ToText(), "application/json"));

    /// <summary>What came back.</summary>
    public BlobHash Answer(StepDefinition step, CallPurpose purpose, int variant, bool isOfUse) => Once($"answer {purpose} {step.Id} {isOfUse}", variant % Variants, 0, () =>
        BlobContent.OfText(new JsonObject { ["text"] = isOfUse ? Prose($"answer {purpose} {step.Id}", variant, 5) : "{ \"number\": " }.ToText(), "application/json"));

    /// <summary>What a step gave, or one item of it.</summary>
    public BlobHash Given(StepDefinition step, int variant, int items) => Once($"given {step.Id}", variant % Variants, ItemsOf(step, items), () =>
        BlobContent.OfText(MadeBy(step, variant % Variants, items).ToText(), "application/json"));

    /// <summary>What a mapped step gave.</summary>
    public BlobHash GivenByAll(StepDefinition step, int variant, int items) => Once($"list {step.Id}", variant % Variants, items, () => BlobContent.OfText(
        new JsonArray([.. Enumerable.Range(0, items).Select(i => MadeBy(step, (variant + i) % Variants, items).DeepClone())]).ToText(), "application/json"));

    /// <summary>A judge's verdict.</summary>
    public BlobHash Verdict(DemoVerdict verdict) => Once(
        "verdict", (int)Math.Round(verdict.Score * 100), verdict.Missing, () => BlobContent.OfText(verdict.ToJson().ToText(), "application/json"));

    /// <summary>The verdicts of a mapped judge, one for each item.</summary>
    /// <param name="items">How many.</param>
    /// <param name="pattern">Which of <see cref="Patterns"/>.</param>
    public IReadOnlyList<DemoVerdict> Verdicts(int items, int pattern)
    {
        if (patterns.TryGetValue((items, pattern), out var known)) return known;
        var random = DemoRandom.Of(DemoText.NumberOf($"{plan.Name} {version.Quality}"), items, pattern);
        return patterns[(items, pattern)] = [.. Enumerable.Range(0, items).Select(_ => DemoVerdict.Draw(random, version.Quality))];
    }

    /// <summary>The list of them.</summary>
    public BlobHash VerdictList(int items, int pattern) => Once($"verdicts {version.Quality}", pattern, items, () => BlobContent.OfText(
        new JsonArray([.. Verdicts(items, pattern).Select(v => v.ToJson())]).ToText(), "application/json"));

    /// <summary>What a review gave.</summary>
    public BlobHash Reviewed(int approved, int rejected) => Once("reviewed", approved, rejected, () =>
        BlobContent.OfText(new JsonObject { ["approved"] = approved, ["rejected"] = rejected }.ToText(), "application/json"));

    /// <summary>What a delivery gave.</summary>
    public BlobHash Receipt(string target) => Once("receipt", 0, 0, () =>
        BlobContent.OfText(new JsonObject { ["target"] = target, ["files"] = new JsonArray() }.ToText(), "application/json"));

    /// <summary>The revision of an output.</summary>
    /// <param name="output">Its declaration.</param>
    /// <param name="item">Its item; −1 for none.</param>
    /// <param name="variant">Of the run.</param>
    /// <param name="items">Of the run.</param>
    /// <param name="isEdited">After a person mended its first text.</param>
    public DemoRevision Revision(OutputDeclaration output, int item, int variant, int items, bool isEdited)
    {
        var key = (output.Name, item, variant % Variants, items, isEdited);
        if (revisions.TryGetValue(key, out var known)) return known;
        var (artifacts, diff) = (new List<ArtifactDraft>(), "");
        foreach (var step in output.Artifacts.Select(definition.Step))
        {
            if (output.Per is null && step.Map is not null)
                for (var n = 0; n < items; n++) Add(step, -1, MadeBy(step, (variant + n) % Variants, items), $"{step.Id}-{n + 1}");
            else Add(step, item, MadeBy(step, (variant + Math.Max(item, 0)) % Variants, items), item < 0 ? step.Id : $"{step.Id}-{item + 1}");
        }

        return revisions[key] = new DemoRevision(RevisionDraft.Of(artifacts), diff);

        void Add(StepDefinition step, int place, JsonNode value, string stem)
        {
            if (StepFile.From(value) is { } file)
            {
                artifacts.Add(new ArtifactDraft(step.Id, place, file.Name, file.MediaType, file.Hash, file.Length));
                return;
            }

            var isText = value is JsonValue;
            var (before, name) = (isText ? value.GetValue<string>() : value.ToText(), $"{stem}{(isText ? ".md" : ".json")}");
            var text = before;
            if (isEdited && diff.Length == 0)
            {
                text = isText ? before.Replace("nothing has to be", "nothing must be", StringComparison.Ordinal) + "\n\nMended by a person." : Mended(value);
                diff = TextDiff.Unified(before, text, name, name);
            }

            var content = BlobContent.OfText(text, isText ? "text/markdown" : "application/json");
            artifacts.Add(new ArtifactDraft(step.Id, place, name, content.MediaType, blobs.Put(content), content.Bytes.LongLength));
        }
    }

    private JsonNode MadeBy(StepDefinition step, int variant, int items)
    {
        var key = (step.Id, variant, ItemsOf(step, items));
        if (made.TryGetValue(key, out var known)) return known;
        return made[key] = step switch
        {
            PromptStep { Schema: { } schema } => DemoText.Data(schema, Chance(step.Id, variant), plan.Nouns, items),
            ImageStep image => Picture(image, variant),
            _ => JsonValue.Create(Prose(step.Id, variant, 7)),
        };
    }

    private JsonObject Picture(ImageStep step, int variant)
    {
        var png = BlobContent.Of(SandboxImage.Draw($"{plan.Name} {variant}", 256, 128), "image/png");
        return new StepFile(blobs.Put(png), $"{step.Id}.png", png.MediaType, png.Bytes.LongLength, 256, 128, []).ToJson();
    }

    /// <summary>Only data with lists differ by how many items there are.</summary>
    private static int ItemsOf(StepDefinition step, int items) => step is PromptStep { Schema: not null, Map: null } ? items : 0;

    private InputValue Given(InputDeclaration input, int variant, int items) => input.Type == InputType.Files
        ? new InputValue.Files([.. Enumerable.Range(0, items).Select(i => new InputValue.File(
            $"{input.Name}-{i + 1}.txt", "text/plain", Encoding.UTF8.GetBytes(Prose($"{input.Name} {i}", variant, 6))))])
        : new InputValue.Text(Prose(input.Name, variant, 12));

    private static string Mended(JsonNode value)
    {
        var mended = value.DeepClone().AsObject();
        var first = mended.First(p => p.Value is JsonValue v && v.TryGetValue<string>(out _)).Key;
        mended[first] = $"{(string)mended[first]!} A";
        return mended.ToText();
    }

    private BlobHash Once(string what, int variant, int items, Func<BlobContent> make)
    {
        if (hashes.TryGetValue((what, variant, items), out var known)) return known;
        return hashes[(what, variant, items)] = blobs.Put(make());
    }

    private string Prose(string what, int variant, int sentences) => DemoText.Prose(Chance(what, variant % Variants), plan.Nouns, sentences);

    private DemoRandom Chance(string what, int variant) => DemoRandom.Of(DemoText.NumberOf(plan.Name), DemoText.NumberOf(what), variant);
}
