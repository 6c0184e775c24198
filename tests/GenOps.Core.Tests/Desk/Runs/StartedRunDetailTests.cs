using GenOps.Core.Access;
using GenOps.Core.Delivery;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Levers.Holds;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Starting;
using GenOps.Core.Tests.Runs.Engine;
using GenOps.Testing;

namespace GenOps.Core.Tests.Desk.Runs;

public abstract class StartedRunDetailTests(DatabaseKind kind)
{
    private const string Yaml = """
        name: every
        cost_centre: marketing
        timeout: 2h
        input: { notes: text }
        steps:
          - id: facts
            timeout: 1m
            prompt: { tier: small, template: "Facts of {{ input.notes }}", schema: { type: object, properties: { list: { type: array, items: { type: string } } }, required: [list] } }
          - id: each
            map: { over: steps.facts.output.list, as: item }
            prompt: { tier: small, template: "Shorten: {{ item }}" }
          - id: banner
            image: { prompt: "{{ input.notes }}", size: 1024x1024 }
          - id: sizes
            transform: { source: steps.banner.output, resize: [400x400] }
          - id: check
            needs: [sizes]
            judge: { of: [facts], rubric: "True" }
          - id: sign_off
            needs: [check]
            review: { of: [facts], when: [always] }
          - id: out
            publish: { channel: folder, artifacts: [facts] }
        outputs:
          - name: kit
            artifacts: [facts]
        """;

    [Theory]
    [InlineData(null, null)]
    [InlineData(MoneyMode.Sandbox, RunPriority.High)]
    public async Task Of_RunOfEveryKindOfStep_EqualsWhatIsReadBack(MoneyMode? money, RunPriority? priority)
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.PublishAsync(Yaml);
        await engine.PublishAsync(Yaml.Replace("Facts of", "All facts of", StringComparison.Ordinal));
        await engine.Get<PlaceHold>().ExecuteAsync(Actor.System, new HoldTarget.OfProvider("fake"), "their invoice is wrong", null, CancellationToken.None);
        var request = new StartRunRequest("every", new Dictionary<string, InputValue> { ["notes"] = new InputValue.Text("Search is faster.") }, money, "api") { Priority = priority };

        var started = await engine.Get<StartRun>().PlaceAsync(new Actor(Guid.NewGuid(), "Ada", new HashSet<string> { Roles.Operator }), request, CancellationToken.None);

        var told = StartedRunDetail.Of(started);
        var read = await engine.Make<RunDetailQuery>().FindAsync(Actor.System, started.Id, CancellationToken.None);
        Assert.Equal(Json.Serialize(read), Json.Serialize(told));
        Assert.Equal((2, money ?? MoneyMode.Live, "marketing", 7, 1), (told.Version, told.Money, told.CostCentre, told.Steps.Count, told.Holds.Count));
    }
}

public sealed class StartedRunDetailOnSqlite() : StartedRunDetailTests(DatabaseKind.Sqlite);

public sealed class StartedRunDetailOnPostgres() : StartedRunDetailTests(DatabaseKind.Postgres);
