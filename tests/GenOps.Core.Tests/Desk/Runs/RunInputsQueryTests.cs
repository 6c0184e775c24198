using System.Text;
using GenOps.Core.Access;
using GenOps.Core.Blobs;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Starting;
using GenOps.Core.Tests.Starts.Schedules;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Desk.Runs;

public abstract class RunInputsQueryTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private const string Yaml = """
        name: letters
        input:
          letters: { type: files, label: Letters }
          tone: { type: text, label: Tone of voice }
          most: number
        steps:
          - id: text
            prompt: { tier: small, template: "{{ input.tone }} {{ input.most }} {{ input.letters }}" }
        outputs:
          - name: text
            artifacts: [text]
        """;

    [Fact]
    public async Task Find_FilesTextAndNumber_StandInTheOrderOfTheForm()
    {
        var (query, run) = await StartedAsync();

        var inputs = await query.FindAsync(Actor.System, run, CancellationToken.None);

        Assert.Equal(
            [
                new RunInput("letters", "Letters", "a.txt", "Dear A", 0),
                new RunInput("letters", "Letters", "b.txt", "Dear B", 0),
                new RunInput("tone", "Tone of voice", null, "kind", 0),
                new RunInput("most", "Most", null, "12.5", 0),
            ],
            inputs!.Items);
        Assert.Null(inputs.Erased);
    }

    [Fact]
    public async Task Find_Erased_SaysSo()
    {
        var (query, run) = await StartedAsync();
        await using var db = Open();
        var hash = await db.Runs.Where(r => r.Id == run).Select(r => r.InputHash).SingleAsync();
        await new EraseBlob(Database.Runner()).ExecuteAsync(Actor.System, new EraseBlobRequest(hash, "asked for"), CancellationToken.None);

        var inputs = await query.FindAsync(Actor.System, run, CancellationToken.None);

        Assert.Empty(inputs!.Items);
        Assert.Contains("was erased", inputs.Erased, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_UnknownRun_IsNull() =>
        Assert.Null(await new RunInputsQuery(Database.Contexts, new RunScripts(Database.Contexts)).FindAsync(Actor.System, Id.New<RunId>(), CancellationToken.None));

    private async Task<(RunInputsQuery Query, RunId Run)> StartedAsync()
    {
        var fixture = new ScheduleFixture(Database);
        await fixture.Publish.ExecuteAsync(Actor.System, Yaml, CancellationToken.None);
        var given = new Dictionary<string, InputValue>
        {
            ["most"] = new InputValue.Text("12.5"),
            ["tone"] = new InputValue.Text("kind"),
            ["letters"] = new InputValue.Files([Letter("a.txt", "Dear A"), Letter("b.txt", "Dear B")]),
        };
        var run = await fixture.Start.ExecuteAsync(Actor.System, new StartRunRequest("letters", given, MoneyMode.Sandbox, "manual"), CancellationToken.None);
        return (new RunInputsQuery(Database.Contexts, new RunScripts(Database.Contexts)), run);
    }

    private static InputValue.File Letter(string name, string text) => new(name, null, Encoding.UTF8.GetBytes(text));
}

public sealed class RunInputsQueryOnSqlite() : RunInputsQueryTests(DatabaseKind.Sqlite);

public sealed class RunInputsQueryOnPostgres() : RunInputsQueryTests(DatabaseKind.Postgres);
