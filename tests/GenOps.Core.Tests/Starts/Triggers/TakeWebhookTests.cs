using System.Globalization;
using System.Text;
using GenOps.Core.Access;
using GenOps.Core.Blobs;
using GenOps.Core.Starts.Triggers;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Starts.Triggers;

public abstract class TakeWebhookTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private const string Body = """{"release":{"body":"1.0 prints timetables"}}""";
    private TriggerFixture? _fixture;

    private TriggerFixture Fixture => _fixture ??= new TriggerFixture(Database);

    public override async Task DisposeAsync()
    {
        _fixture?.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Take_ManyTimesAtOnce_StartsOneRunWithTheMappedField()
    {
        var made = await Fixture.WebhookAsync();

        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => SendAsync(made, "d-1"))));

        Assert.Single(taken.Select(t => t.RunId).Distinct());
        Assert.Equal(3, taken.Count(t => t.Repeated));
        await using var db = Open();
        var run = await db.Runs.AsNoTracking().SingleAsync();
        Assert.Equal("webhook", run.Trigger);
        Assert.Equal("""{"notes":"1.0 prints timetables","tone":"warm"}""", await BlobStore.GetTextAsync(db, run.InputHash, CancellationToken.None));
        Assert.DoesNotContain(made.Secret!, (await db.Triggers.AsNoTracking().SingleAsync()).ProtectedSecret, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Take_SentAgainAndReplayedUnderAnotherName_StartsNothingFurther()
    {
        var made = await Fixture.WebhookAsync();
        var first = Request(made.Secret!, "d-1");
        var run = (await Fixture.Take.ExecuteAsync(made.Id, first, CancellationToken.None)).RunId;
        Fixture.Runs.Time.Advance(TimeSpan.FromMinutes(1));
        var again = Request(made.Secret!, "d-1");
        Assert.Equal(new WebhookTaken(run, Repeated: true), await Fixture.Take.ExecuteAsync(made.Id, again, CancellationToken.None));

        // Whoever overheard either request can change its name, and not its signature.
        Assert.Equal(run, (await Fixture.Take.ExecuteAsync(made.Id, first with { Delivery = "d-2" }, CancellationToken.None)).RunId);
        Assert.Equal(run, (await Fixture.Take.ExecuteAsync(made.Id, again with { Delivery = null }, CancellationToken.None)).RunId);
        Fixture.Runs.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(run, (await SendAsync(made, "d-3")).RunId);
    }

    [Fact]
    public async Task Take_NotSignedRightOrTooOld_IsRefused()
    {
        var made = await Fixture.WebhookAsync();
        var good = Request(made.Secret!, "d-1");

        await RefusedAsync(good with { Body = Encoding.UTF8.GetBytes(Body + " ") });
        await RefusedAsync(good with { Signature = "" });
        await RefusedAsync(good with { Timestamp = "0" + good.Timestamp });
        await RefusedAsync(Request("another secret", "d-1"));
        Fixture.Runs.Time.Advance(TakeWebhook.Window + TimeSpan.FromSeconds(1));
        await RefusedAsync(good);
        await using var db = Open();
        Assert.Equal((0, 0), (await db.Runs.CountAsync(), await db.TriggerDeliveries.CountAsync()));

        Task RefusedAsync(WebhookRequest request) =>
            Assert.ThrowsAsync<SignatureRefusedException>(() => Fixture.Take.ExecuteAsync(made.Id, request, CancellationToken.None));
    }

    [Fact]
    public async Task Take_ThatCannotStart_KeepsTheReasonAndStartsOnceItCan()
    {
        var made = await Fixture.WebhookAsync();
        await using (var db = Open()) await db.Pipelines.ExecuteUpdateAsync(p => p.SetProperty(x => x.Enabled, false));
        await Assert.ThrowsAsync<ConflictException>(() => SendAsync(made, "d-1"));
        await using (var db = Open())
        {
            Assert.Contains("disabled", (await db.TriggerDeliveries.AsNoTracking().SingleAsync()).Problem, StringComparison.Ordinal);
            await db.Pipelines.ExecuteUpdateAsync(p => p.SetProperty(x => x.Enabled, true));
        }

        Assert.False((await SendAsync(made, "d-1")).Repeated);
        await using var after = Open();
        Assert.Equal("", (await after.TriggerDeliveries.AsNoTracking().SingleAsync()).Problem);
    }

    [Fact]
    public async Task Take_DeliveryIdWithAnotherBody_IsAConflictAndStartsNothing()
    {
        var made = await Fixture.WebhookAsync();
        var run = (await SendAsync(made, "d-1")).RunId;

        var other = await Assert.ThrowsAsync<ConflictException>(() => SendAsync(made, "d-1", """{"release":{"body":"1.1 sells tickets"}}"""));
        // Nor is it told that its body is no JSON: it is not the delivery that was meant.
        await Assert.ThrowsAsync<ConflictException>(() => SendAsync(made, "d-1", "no JSON"));

        Assert.Contains("'d-1' came before with another body", other.Message, StringComparison.Ordinal);
        Assert.Equal(new WebhookTaken(run, Repeated: true), await SendAsync(made, "d-1"));
        await using var db = Open();
        Assert.Equal((1, 1), (await db.Runs.CountAsync(), await db.TriggerDeliveries.CountAsync()));
    }

    [Theory]
    [InlineData("""{"release":{"body":"half \ud83d"}}""", "release.body")]
    [InlineData("""{"release":{"notes":["a\u0000b"]}}""", "release.notes")]
    [InlineData("""{"\u0000":1}""", "body")]
    public async Task Take_TextThatIsNotWellFormed_IsRefusedByItsField(string body, string field)
    {
        var made = await Fixture.WebhookAsync();

        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => SendAsync(made, "d-1", body));

        Assert.Equal(field, Assert.Single(refused.Problems).Field);
    }

    [Fact]
    public async Task Take_AnotherBodyUnderTheIdOfOneThatCouldNotStart_IsAConflict()
    {
        var made = await Fixture.WebhookAsync();
        await Assert.ThrowsAsync<InvalidInputException>(() => SendAsync(made, "d-1", "no JSON"));

        await Assert.ThrowsAsync<ConflictException>(() => SendAsync(made, "d-1"));

        await using var db = Open();
        Assert.Equal(0, await db.Runs.CountAsync());
    }

    [Fact]
    public async Task Take_DisabledOrWithAnOldSecret_IsRefused()
    {
        var made = await Fixture.WebhookAsync();
        var secret = await Fixture.Rotate.ExecuteAsync(Actor.System, made.Id, CancellationToken.None);
        await Assert.ThrowsAsync<SignatureRefusedException>(() => SendAsync(made, "d-1"));
        await Fixture.Enable.ExecuteAsync(Actor.System, made.Id, false, CancellationToken.None);
        await Assert.ThrowsAsync<ConflictException>(() => Fixture.Take.ExecuteAsync(made.Id, Request(secret, "d-1"), CancellationToken.None));
    }

    [Fact]
    public async Task Save_WithMistakes_NamesEach()
    {
        await Fixture.Runs.AddAsync();
        var wrong = TriggerFixture.Webhook("a..b") with { Name = " ", Mapping = new Dictionary<string, string> { ["nots"] = "a..b" } };

        var e = await Assert.ThrowsAsync<InvalidInputException>(() => Fixture.Save.ExecuteAsync(Actor.System, wrong, CancellationToken.None));
        Assert.Equal(["name", "mapping", "nots", "notes"], e.Problems.Select(p => p.Field));
        var outside = new SaveTriggerRequest { Pipeline = "nightly", Name = "x", Kind = TriggerKind.Folder, Money = MoneyMode.Sandbox, Folder = "../etc", FileInput = "notes" };
        Assert.Equal("folder", Assert.Single((await Assert.ThrowsAsync<InvalidInputException>(() => Fixture.Save.ExecuteAsync(Actor.System, outside, CancellationToken.None))).Problems).Field);
    }

    private Task<WebhookTaken> SendAsync(NewTrigger made, string delivery, string text = Body) =>
        Fixture.Take.ExecuteAsync(made.Id, Request(made.Secret!, delivery, text), CancellationToken.None);

    private WebhookRequest Request(string secret, string delivery, string text = Body)
    {
        var timestamp = Fixture.Runs.Time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var body = Encoding.UTF8.GetBytes(text);
        return new WebhookRequest(timestamp, TakeWebhook.Sign(secret, timestamp, body), delivery, body);
    }
}

public sealed class TakeWebhookOnSqlite() : TakeWebhookTests(DatabaseKind.Sqlite);

public sealed class TakeWebhookOnPostgres() : TakeWebhookTests(DatabaseKind.Postgres);
