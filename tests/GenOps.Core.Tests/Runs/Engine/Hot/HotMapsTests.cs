using System.Globalization;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine.Hot;
using GenOps.Testing;

namespace GenOps.Core.Tests.Runs.Engine.Hot;

/// <summary>Where a map ends: the answer of its last item, the list of all, what that completes and the step after it share a commit.</summary>
public abstract class HotMapsTests(DatabaseKind kind)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public async Task Work_MapOfAFewItems_EndsWithTheClaimOfTheNextStep(int atOnce)
    {
        var (units, rows) = await WorkAsync(hot: true, atOnce);

        var joined = Assert.Single(units.OfType<AnswerUnit>(), u => u.Heads.Any(h => h is { StepId: "posts", State: StepState.Succeeded }) && u.NextTaken);
        Assert.Contains(joined.Heads, h => h is { StepId: "after", State: StepState.Running });
        HotScene.AssertSame((await WorkAsync(hot: false, atOnce)).Rows, rows);
    }

    private async Task<(IReadOnlyList<object> Units, List<string> Rows)> WorkAsync(bool hot, int atOnce)
    {
        await using var scene = await HotScene.StartAsync(kind, hot);
        await scene.BeginAsync(Pipeline.Replace("AT_ONCE", atOnce.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        await scene.DriveAsync();
        return ([.. scene.Store.Decided.Where(d => d.Agreed).Select(d => d.Unit)], await scene.RowsAsync());
    }

    private const string Pipeline = """
        name: mapped
        input: { notes: text }
        steps:
          - id: facts
            prompt:
              tier: small
              template: "Highlights of {{ input.notes }}"
              schema: { type: object, properties: { highlights: { type: array, items: { type: string } } }, required: [highlights] }
          - id: posts
            map: { over: steps.facts.output.highlights, as: highlight, concurrency: AT_ONCE }
            prompt: { tier: small, template: "Write a post about {{ highlight }}" }
          - id: after
            prompt: { tier: small, template: "All of {{ steps.posts.output }}" }
        outputs:
          - name: posts
            artifacts: [posts]
          - name: kit
            artifacts: [posts, after]
        """;
}

public sealed class HotMapsOnSqlite() : HotMapsTests(DatabaseKind.Sqlite);

public sealed class HotMapsOnPostgres() : HotMapsTests(DatabaseKind.Postgres);
