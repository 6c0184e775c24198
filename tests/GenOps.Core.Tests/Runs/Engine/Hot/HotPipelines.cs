namespace GenOps.Core.Tests.Runs.Engine.Hot;

/// <summary>Pipelines of several suites.</summary>
internal static class HotPipelines
{
    /// <summary>Three prompts to one model.</summary>
    public const string PlainChain = """
        name: chain
        input: { notes: text }
        steps:
          - id: first
            prompt: { tier: small, template: "first of {{ input.notes }}" }
          - id: second
            prompt: { tier: small, template: "second of {{ steps.first.output }}" }
          - id: third
            prompt: { tier: small, template: "third of {{ steps.second.output }}" }
        outputs:
          - name: text
            artifacts: [third]
        """;

    /// <summary>Two models, so that what concerns the next call does not concern the one before.</summary>
    public const string Chain = """
        name: chain
        input: { notes: text }
        steps:
          - id: first
            prompt: { tier: small, template: "first of {{ input.notes }}" }
          - id: second
            prompt: { tier: standard, template: "second of {{ steps.first.output }}" }
          - id: third
            prompt: { tier: small, template: "third of {{ steps.second.output }}" }
        outputs:
          - name: text
            artifacts: [third]
        """;

    public const string Timed = """
        name: timed
        input: { notes: text }
        timeout: 10m
        steps:
          - id: first
            timeout: 5m
            prompt: { tier: small, template: "first of {{ input.notes }}" }
          - id: second
            timeout: 5m
            prompt: { tier: standard, template: "second of {{ steps.first.output }}" }
        """;

    public const string Unpriced = """
        name: unpriced
        input: { notes: text }
        steps:
          - id: first
            prompt: { tier: small, template: "first of {{ input.notes }}" }
          - id: second
            prompt: { tier: frontier, template: "second of {{ steps.first.output }}" }
        """;

    public const string Delivered = """
        name: delivered
        input: { notes: text }
        steps:
          - id: first
            prompt: { tier: small, template: "first of {{ input.notes }}" }
          - id: out
            publish: { channel: folder, artifacts: [first] }
        outputs:
          - name: text
            artifacts: [first]
        """;
}
