using System.Globalization;
using System.Text;
using GenOps.FakeProvider.Faults;

namespace GenOps.Core.Tests.Runs.Engine.Hot;

/// <summary>A small pipeline, what goes wrong in it and what somebody does meanwhile, all told by a seed.</summary>
internal sealed class HotScript
{
    private static readonly FaultKind[] Passing = [FaultKind.RateLimit, FaultKind.NoUsage, FaultKind.InvalidJson];
    private static readonly FaultKind[] Hard = [FaultKind.ServerError, FaultKind.Empty, FaultKind.Html, FaultKind.CutByLength, FaultKind.Unavailable, FaultKind.NegativeUsage];

    private readonly Random random;
    private readonly List<Step> steps = [];
    private readonly List<(int Step, FaultKind Kind, int Times)> faults = [];
    private readonly bool isLinear;

    public HotScript(int seed)
    {
        random = new Random(seed);
        // Where several steps are under way at once, what ends a run meets them at other places each time.
        isLinear = Perhaps(0.5);
        var count = random.Next(2, isLinear ? 5 : 7);
        for (var i = 0; i < count; i++) steps.Add(Make(i));
        Yaml = Write();
        var asked = steps.Where(s => s.Over is null).ToList();
        for (var i = random.Next(3); i > 0; i--)
        {
            var kinds = isLinear ? [.. Passing, .. Hard] : Passing;
            faults.Add((Any(asked).Number, Any(kinds), isLinear ? random.Next(1, 4) : 1));
        }

        IsBound = Perhaps(0.4);
        if (isLinear && Perhaps(0.6)) Lever = (Any([.. HotLever.Names.Where(n => n != HotLever.OfThird)]), Any(asked).Number, Perhaps(0.5));
    }

    /// <summary>The pipeline.</summary>
    public string Yaml { get; }

    /// <summary>Under a budget and a limit.</summary>
    public bool IsBound { get; }

    /// <summary>What somebody does while which step's call is about to be posted, or out; null for nothing.</summary>
    public (string Name, int Step, bool IsOut)? Lever { get; }

    /// <summary>What goes wrong, each as often as it is to.</summary>
    public Func<string, Fault?> Fails()
    {
        var left = faults.Select(f => f.Times).ToArray();
        return prompt =>
        {
            lock (left)
            {
                var at = faults.FindIndex(f => Is(prompt, f.Step) && left[faults.IndexOf(f)] > 0);
                if (at < 0) return null;
                left[at]--;
                return new Fault { Kind = faults[at].Kind };
            }
        };
    }

    /// <summary>Whether a prompt is the first of a step's.</summary>
    public static bool Is(string prompt, int step) => prompt.StartsWith($"s{step} of ", StringComparison.Ordinal);

    public override string ToString() =>
        $"{Yaml}\nfaults: {string.Join(", ", faults.Select(f => $"s{f.Step} {f.Kind} x{f.Times}"))}\nlever: {(Lever is { } l ? $"{l.Name} at s{l.Step} {(l.IsOut ? "out" : "before its POST")}" : "none")}\nbound: {IsBound}";

    private Step Make(int number)
    {
        var before = isLinear ? [.. steps.TakeLast(1)] : steps.OrderBy(_ => random.Next()).Take(random.Next(number == 0 ? 0 : 1, 3)).OrderBy(s => s.Number).ToList();
        var list = before.Find(s => s is { HasSchema: true, Over: null });
        var over = list is not null && Perhaps(0.4) ? list : null;
        return new Step(number, before, over is null && Perhaps(0.5), over, list is not null && Perhaps(0.3) ? (list, Perhaps(0.6)) : null);
    }

    private string Write()
    {
        var yaml = new StringBuilder("name: script\ninput: { notes: text }\n");
        if (Perhaps(0.2)) yaml.Append("timeout: 10m\n");
        yaml.Append("steps:\n");
        foreach (var step in steps) Write(yaml, step);
        yaml.Append("outputs:\n");
        var whole = Any(steps);
        yaml.Append(CultureInfo.InvariantCulture, $"  - {{ name: one, artifacts: [s{whole.Number}] }}\n");
        if (Perhaps(0.5)) yaml.Append(CultureInfo.InvariantCulture, $"  - {{ name: all, artifacts: [{string.Join(", ", steps.Where(s => s == whole || Perhaps(0.5)).Select(s => $"s{s.Number}"))}] }}\n");
        if (steps.Find(s => s.Over is not null) is { } map && Perhaps(0.5)) yaml.Append(CultureInfo.InvariantCulture, $"  - {{ name: each, per: s{map.Number}, artifacts: [s{map.Number}] }}\n");
        return yaml.ToString();
    }

    private void Write(StringBuilder yaml, Step step)
    {
        yaml.Append(CultureInfo.InvariantCulture, $"  - id: s{step.Number}\n");
        if (step.When is { } when) yaml.Append(CultureInfo.InvariantCulture, $"    when: steps.s{when.Of.Number}.output.title {(when.Holds ? "!=" : "==")} \"no such title\"\n");
        if (Perhaps(0.3)) yaml.Append("    timeout: 5m\n");
        if (step.Over is { } over) yaml.Append(CultureInfo.InvariantCulture, $"    map: {{ over: steps.s{over.Number}.output.things, as: thing, concurrency: {random.Next(1, 4)} }}\n");
        var reads = step.Before.Where(b => b != step.Over).Select(b => $"{{{{ steps.s{b.Number}.output{(b.HasSchema ? ".title" : "")} }}}}");
        var template = $"s{step.Number} of {string.Join(" and ", [.. reads, step.Over is not null ? "{{ thing }}" : "{{ input.notes }}"])}";
        yaml.Append(CultureInfo.InvariantCulture, $"    prompt:\n      tier: {(Perhaps(0.5) ? "small" : "standard")}\n      template: \"{template}\"\n");
        if (Perhaps(0.2)) yaml.Append("      system: Be brief.\n");
        if (step.HasSchema)
            yaml.Append("      schema: { type: object, properties: { title: { type: string }, things: { type: array, items: { type: string } } }, required: [title, things] }\n");
        else if (step.Over is null && Perhaps(0.1))
            yaml.Append("      critique: { rubric: Clear }\n");
    }

    private bool Perhaps(double probability) => random.NextDouble() < probability;

    private T Any<T>(IReadOnlyList<T> some) => some[random.Next(some.Count)];

    private sealed record Step(int Number, List<Step> Before, bool HasSchema, Step? Over, (Step Of, bool Holds)? When);
}
