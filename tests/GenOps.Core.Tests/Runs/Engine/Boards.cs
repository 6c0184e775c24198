using GenOps.Core.Blobs;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;

namespace GenOps.Core.Tests.Runs.Engine;

/// <summary>Boards of one run: a list, a map over it with a second map of the same items, a review of what they made, and its delivery.</summary>
internal static class Boards
{
    private const string Yaml = """
        name: board
        input: { notes: text }
        steps:
          - id: list
            prompt: { tier: small, template: "List {{ input.notes }}", schema: { type: object, properties: { things: { type: array, items: { type: string } } }, required: [things] } }
          - id: each
            map: { over: steps.list.output.things, as: thing }
            prompt: { tier: small, template: "Tell of {{ thing }}" }
          - id: short
            map: { over: steps.each.output, as: text }
            prompt: { tier: small, template: "Shorten {{ text }}" }
          - id: look
            review: { of: [short], when: [always] }
          - id: out
            publish: { channel: folder, artifacts: [short] }
        outputs:
          - name: texts
            per: each
            artifacts: [each, short]
          - name: all
            artifacts: [each]
        """;

    private static readonly PipelineDefinition Definition = PipelineDefinition.Parse(Yaml);

    /// <summary>Its script.</summary>
    public static RunScript Script { get; } = new(Definition, StepGraph.Of(Definition), "board", 1);

    /// <summary>A content, told from others by its text.</summary>
    public static BlobHash Content(string text) => BlobContent.OfText(text, "text/plain").Hash;

    /// <summary>A step that is no item.</summary>
    public static StepFact Head(string id, StepState state) => new(id, StepRun.NoItem, state, state == StepState.Succeeded ? Content(id) : null);

    /// <summary>An item of a map.</summary>
    public static StepFact Item(string id, int item, StepState state) => new(id, item, state, state == StepState.Succeeded ? Content($"{id}{item}") : null);

    /// <summary>The board while one head is worked on, the ones before it are done and those after it are not begun.</summary>
    public static RunBoard At(string id) => new()
    {
        Script = Script,
        Run = new RunFact(RunState.Running),
        Step = Head(id, StepState.Running),
        Given = Content(id),
        Heads = Heads(id, StepState.Running),
    };

    /// <summary>The board while an item of a map is worked on.</summary>
    public static RunBoard AtItem(string id, int item) => At(id) with { Step = Item(id, item, StepState.Running), Given = Content($"{id}{item}"), Heads = Heads(id, StepState.Expanded) };

    private static Dictionary<string, StepFact> Heads(string at, StepState state)
    {
        var ids = Definition.Steps.Select(s => s.Id).ToList();
        return ids.ToDictionary(id => id, id => Head(id, id == at ? state : ids.IndexOf(id) < ids.IndexOf(at) ? StepState.Succeeded : StepState.Blocked));
    }
}
