using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Desk.Reviews;
using GenOps.Testing;
using GenOps.Web.Http;
using GenOps.Web.Tests.Endpoints;
using GenOps.Web.Tests.Hosting;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Http;

/// <summary>What is ill-formed, at every endpoint and every page, on both databases: 400 with the field, and never a fault of the server.</summary>
public abstract partial class IllFormedRequestTests(ApiHost host)
{
    private static readonly string[] BadTexts = ["%00", "a%00b", "%ED%A0%80", "%FF"];
    private static readonly string[] BadTimes = ["0001-01-01", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00", "10000-01-01", "2026-02-30"];
    private static readonly string[] BadCursors = ["x", "0-1", "3155378975999999999-1", "638000000000000000-1"];
    private static readonly string[] BadNumbers = ["-1", "99999999999", "x"];

    [Fact]
    public async Task Endpoints_AddressThatIsNotWellFormed_AnswersWithTheField()
    {
        var wrong = new List<string>();
        foreach (var (method, path, _) in Api())
        {
            foreach (var bad in BadTexts) await ExpectAsync(wrong, method, $"{path}?anything={bad}", null, "anything");
            await ExpectAsync(wrong, method, $"{path}?%FF=1", null, "address");
            if (path != Filled(path, "%ED%A0%80")) await ExpectAsync(wrong, method, Filled(path, "%ED%A0%80"), null, "path");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Endpoints_BodyThatIsNotWellFormed_AnswersWithTheField()
    {
        var wrong = new List<string>();
        var reading = Api().Where(e => e.ReadsBody).ToList();
        foreach (var (method, path, _) in reading)
        {
            await ExpectAsync(wrong, method, path, Encoding.UTF8.GetBytes("""{"reason":"half \ud83d"}"""), "reason");
            await ExpectAsync(wrong, method, path, Encoding.UTF8.GetBytes("""{"inputs":{"notes":"a\u0000b"}}"""), "inputs.notes");
            await ExpectAsync(wrong, method, path, [.. "{\"reason\":\""u8, 0xFF, .. "\"}"u8], "body");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(reading.Count > 20, $"Only {reading.Count} endpoints are known to read a body.");
    }

    [Fact]
    public async Task Endpoints_TimesCursorsAndNumbersThatCannotBe_AnswerWithTheField()
    {
        var wrong = new List<string>();
        var asked = 0;
        var described = await host.Stranger().GetAsync("/openapi/v1.json").JsonAsync();
        foreach (var (path, operations) in described["paths"]!.AsObject())
        {
            foreach (var parameter in operations!["get"]?["parameters"]?.AsArray().Where(p => (string?)p!["in"] == "query") ?? [])
            {
                var name = (string)parameter!["name"]!;
                var values = name switch { "from" or "to" => BadTimes, "cursor" => BadCursors, "limit" or "skip" or "hours" => BadNumbers, _ => [] };
                foreach (var value in values)
                {
                    asked++;
                    await ExpectAsync(wrong, "GET", $"{Filled(path)}?{name}={value}", null, name);
                }
            }
        }

        await ExpectAsync(wrong, "GET", "/api/v1/kpis/spend/rows?money=live&from=2026-01-01&to=2026-02-01&skip=7", null, "skip");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(asked > 30, $"Only {asked} were asked.");
    }

    [Fact]
    public async Task Pages_AddressThatCannotBe_IsAPageThatNamesTheField()
    {
        var wrong = new List<string>();
        var asked = 0;
        foreach (var (path, page) in Pages())
        {
            await ExpectPageAsync(wrong, $"{path}?anything=a%00b", "anything");
            await ExpectPageAsync(wrong, $"{path}?anything=%ED%A0%80", "anything");
            foreach (var (name, type, kind) in AddressFields.Of(page))
            {
                string[] values = kind switch
                {
                    AddressKind.Day or AddressKind.Time => [.. BadTimes, "x"],
                    AddressKind.Cursor => BadCursors[..3],
                    AddressKind.Count or AddressKind.Page => BadNumbers,
                    _ => type == typeof(string) ? [] : ["x"],
                };
                foreach (var value in values)
                {
                    asked++;
                    await ExpectPageAsync(wrong, $"{path}?{name}={value}", name.ToLowerInvariant());
                }
            }
        }

        await ExpectPageAsync(wrong, "/audit/export.csv?from=2026-02-30", "from");
        await ExpectPageAsync(wrong, "/finance/ledger/export.csv?to=9999-12-31", "to");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(asked > 60, $"Only {asked} were asked.");
    }

    [Fact]
    public void Pages_TextsThatStandForTimesAndPlaces_AllSayWhatTheyMustBe()
    {
        string[] places = ["from", "to", "sfrom", "sto", "after", "skip", "page", "since", "until"];
        var silent = Pages().SelectMany(p => AddressFields.Of(p.Page).Select(f => (p.Path, f.Name, f.Type, f.Kind)))
            .Where(f => places.Contains(f.Name, StringComparer.OrdinalIgnoreCase) && (f.Type == typeof(string) || PlaceNames.Contains(f.Name, StringComparer.OrdinalIgnoreCase)) && f.Kind is null)
            .Select(f => $"{f.Path}: {f.Name}");

        // A step, and providers: no times.
        string[] others = [$"/operations/runs/{Filler("Id")}/again: From", "/operations/reroutes: From", "/operations/reroutes: To"];
        Assert.Equal([], silent.Except(others));
    }

    [Fact]
    public async Task Form_TextWithNul_IsAPageThatNamesTheField()
    {
        using var answer = await RunningServer.SubmitAsync(host.Stranger(), "/account/login", ("Input.Email", "a\0@example.com"), ("Input.Password", "plum tractor violin 42"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(">Email: It holds the character NUL.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NumberedPages_BeyondTheEnd_AreRefusedByName()
    {
        var queue = host.Services.GetRequiredService<ReviewQueueQuery>();
        var history = host.Services.GetRequiredService<ReviewHistoryQuery>();
        foreach (var page in new[] { 2, int.MaxValue, 0, -1 })
        {
            var ofQueue = await Assert.ThrowsAsync<InvalidInputException>(() => queue.ReadAsync(Actor.System, new ReviewQueueFilter { Page = page }, default));
            var ofHistory = await Assert.ThrowsAsync<InvalidInputException>(() => history.ReadAsync(Actor.System, new ReviewHistoryFilter { Page = page }, default));
            Assert.Equal(("page", "page"), (ofQueue.Problems[0].Field, ofHistory.Problems[0].Field));
        }
    }

    private async Task ExpectAsync(List<string> wrong, string method, string path, byte[]? body, string field)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null) request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        using var answer = await host.CommandLine().SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        var named = answer.StatusCode == HttpStatusCode.BadRequest && answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? (string?)JsonNode.Parse(text)!["errors"]?[0]?["field"]
            : null;
        // Some look first whether there is what is asked about; there is not.
        var isMissing = answer.StatusCode == HttpStatusCode.NotFound && field is not ("anything" or "address" or "path");
        if (named != field && !isMissing) wrong.Add($"{method} {path}: {(int)answer.StatusCode} {named} {text[..Math.Min(text.Length, 120)]}");
    }

    private async Task ExpectPageAsync(List<string> wrong, string path, string field)
    {
        using var answer = await host.CommandLine().GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        if (answer.StatusCode != HttpStatusCode.BadRequest || !text.Contains($">{field}: ", StringComparison.Ordinal) || text.Contains("   at ", StringComparison.Ordinal))
            wrong.Add($"{path}: {(int)answer.StatusCode}, {field} is not named");
    }

    private IEnumerable<RouteEndpoint> Endpoints() => ((IEndpointRouteBuilder)host.App).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>();

    private IEnumerable<(string Method, string Path, bool ReadsBody)> Api() =>
        from endpoint in Endpoints()
        let path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
        where path.StartsWith("/api/", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
            // A webhook's body is looked at once its signature is.
        where !(method == "POST" && path == "/api/v1/triggers/{id}")
        select (method, Filled(path), endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is not null);

    private IEnumerable<(string Path, Type Page)> Pages() =>
        from endpoint in Endpoints()
        let page = endpoint.Metadata.GetMetadata<ComponentTypeMetadata>()
        where page is not null
        select (Filled("/" + endpoint.RoutePattern.RawText!.TrimStart('/')), page.Type);

    private static string Filled(string path, string? with = null) =>
        string.Join('/', path.Split('/').Select(part => part.StartsWith('{') || (with is not null && IsFilled(part)) ? with ?? Filler(part.Trim('{', '}').Split(':')[0]) : part));

    private static bool IsFilled(string part) => part == Filler("id") || part == Filler("name");

    private static string Filler(string parameter) => parameter.ToLowerInvariant() switch
    {
        "name" => "support-reply",
        "code" => "404",
        _ => "0199b1f2-8a3c-7c1e-9f00-5d1f0a6b7c8d",
    };

    /// <summary>On SQLite, in the data folder.</summary>
    public sealed class SqliteApi : ApiHost;

    /// <summary>On a database of the test's own server.</summary>
    public sealed class PostgresApi : ApiHost
    {
        private TestDatabase? _database;

        public override async Task DisposeAsync()
        {
            await base.DisposeAsync();
            await _database!.DisposeAsync();
        }

        protected override async Task<string> ConnectAsync()
        {
            _database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
            return _database.Choice.ConnectionString;
        }
    }
}

public sealed class IllFormedRequestOnSqlite(IllFormedRequestTests.SqliteApi host) : IllFormedRequestTests(host), IClassFixture<IllFormedRequestTests.SqliteApi>;

public sealed class IllFormedRequestOnPostgres(IllFormedRequestTests.PostgresApi host) : IllFormedRequestTests(host), IClassFixture<IllFormedRequestTests.PostgresApi>;
