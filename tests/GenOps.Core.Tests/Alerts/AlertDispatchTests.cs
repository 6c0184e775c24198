using GenOps.Core.Access;
using GenOps.Core.Alerts;
using GenOps.Core.Alerts.Channels;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Outbound;
using GenOps.Core.Runs;
using GenOps.Core.Tests.Outbound;
using GenOps.Core.Tests.Publishing;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Tests.Alerts;

/// <summary>Notices over a real HTTP receiver and a real SMTP listener.</summary>
public sealed class AlertDispatchTests() : DatabaseTest(DatabaseKind.Sqlite)
{
    private AlertFixture? _fixture;

    private AlertFixture Fixture => _fixture ??= new AlertFixture(Database);

    [Fact]
    public async Task Dispatch_Webhook_IsSignedSentAgainAndToldOnceOver()
    {
        await using var receiver = await WebhookReceiver.StartAsync(500);
        await using var services = Configured(("Webhook:Url", receiver.Url), ("Webhook:Secret", WebhookReceiver.Secret), ("PublicUrl", "https://genops.example"));
        await FailAsync(services);

        Assert.Equal(0, await Fixture.Dispatch.DispatchDueAsync(CancellationToken.None));
        Assert.Contains("500", (await Fixture.OpenAsync())[0].NoticeProblem, StringComparison.Ordinal);
        Assert.Equal(0, await Fixture.Dispatch.DispatchDueAsync(CancellationToken.None));
        Fixture.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(1, await Fixture.Dispatch.DispatchDueAsync(CancellationToken.None));
        Assert.Equal(0, await Fixture.Dispatch.DispatchDueAsync(CancellationToken.None));
        await Fixture.RunAsync(RunState.Succeeded, minutesAgo: 0);
        await Fixture.WatchAsync();
        Assert.Equal(1, await Fixture.Dispatch.DispatchDueAsync(CancellationToken.None));

        var posts = receiver.Posts.ToList();
        Assert.All(posts, p => Assert.True(p.IsSignedWith(WebhookReceiver.Secret)));
        Assert.Equal(["alert.raised", "alert.raised", "alert.resolved"], posts.Select(p => (string)p.Json["event"]!));
        Assert.Equal(posts[0].IdempotencyKey, posts[1].IdempotencyKey);
        Assert.NotEqual(posts[1].IdempotencyKey, posts[2].IdempotencyKey);
        Assert.StartsWith("https://genops.example/operations/runs", (string)posts[0].Json["link"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispatch_Mail_ReachesAllReceivers()
    {
        await using var server = SmtpListener.Start();
        await using var services = Configured(
            ("Smtp:Host", "127.0.0.1"), ("Smtp:Port", $"{server.Port}"), ("Smtp:Security", "None"), ("Smtp:From", "genops@example.org"), ("Smtp:To", "ops@example.org, cfo@example.org"),
            ("GenOps:PublicUrl", "https://genops.example"));
        await FailAsync(services);

        Assert.Equal(1, await Fixture.Dispatch.DispatchDueAsync(CancellationToken.None));

        var mail = Assert.Single(server.Mails);
        Assert.Equal(["cfo@example.org", "ops@example.org"], mail.To.Order());
        Assert.Contains("Subject: [GenOps] Runs of posts fail", mail.Text, StringComparison.Ordinal);
        Assert.Contains("no answer", mail.Text, StringComparison.Ordinal);
        Assert.Contains("https://genops.example/operations/runs", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispatch_RunsThatWaitForADeadProvider_OfferTheWayOutByEveryChannelUntilItIsOver()
    {
        await using var server = SmtpListener.Start();
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var services = Configured(
            ("Smtp:Host", "127.0.0.1"), ("Smtp:Port", $"{server.Port}"), ("Smtp:Security", "None"), ("Smtp:From", "genops@example.org"), ("Smtp:To", "ops@example.org"),
            ("Webhook:Url", receiver.Url), ("Webhook:Secret", WebhookReceiver.Secret), ("GenOps:PublicUrl", "https://genops.example"));
        Fixture.Channels.AddRange(services.GetServices<IAlertChannel>());
        await Fixture.StartAsync();
        var step = await Fixture.StepAsync(await Fixture.RunAsync(RunState.Running), StepState.Ready, minutesAgo: 1);
        await using var db = Open();
        db.Add(new Circuit { Provider = "openai", Model = "small", State = CircuitState.Open, Problem = "503" });
        await db.SaveChangesAsync();
        await db.StepRuns.Where(s => s.Id == step).ExecuteUpdateAsync(s => s.SetProperty(x => x.WaitsFor, WaitKind.Provider).SetProperty(x => x.WaitTarget, "openai"));

        await Fixture.WatchAsync();
        await Fixture.WatchAsync();
        Assert.Equal(2, await Fixture.Dispatch.DispatchDueAsync(CancellationToken.None));
        await db.Circuits.ExecuteDeleteAsync();
        await Fixture.WatchAsync();
        Assert.Equal(2, await Fixture.Dispatch.DispatchDueAsync(CancellationToken.None));

        const string link = "https://genops.example/operations/reroutes?away=openai&onto=other";
        var mails = server.Mails.Select(m => m.Text.ReplaceLineEndings("\n")).ToList();
        Assert.Contains($"1 run waits for openai: reroute\n{link}\n", mails[0], StringComparison.Ordinal);
        Assert.DoesNotContain("reroute", mails[1], StringComparison.Ordinal);
        var posts = receiver.Posts.ToList();
        Assert.Equal(("1 run waits for openai: reroute", link), ((string?)posts[0].Json["way_out"], (string?)posts[0].Json["way_out_link"]));
        Assert.Null(posts[1].Json["way_out"]);
    }

    [Fact]
    public async Task Dispatch_MailServerThatIsNotThere_IsTriedAgain()
    {
        int port;
        await using (var gone = SmtpListener.Start()) port = gone.Port;
        await using var services = Configured(
            ("Smtp:Host", "127.0.0.1"), ("Smtp:Port", $"{port}"), ("Smtp:Security", "None"), ("Smtp:From", "genops@example.org"), ("Smtp:To", "ops@example.org"));
        await FailAsync(services);

        Assert.Equal(0, await Fixture.Dispatch.DispatchDueAsync(CancellationToken.None));

        await using var db = Open();
        var notice = await db.AlertNotices.AsNoTracking().SingleAsync();
        Assert.Equal((1, null), (notice.Attempts, notice.SentAt));
        Assert.Contains("127.0.0.1", notice.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Webhook:Url", "http://inside.test/hook", "inside.test:80")]
    [InlineData("Smtp:Host", "inside.test", "inside.test:587")]
    public async Task Dispatch_ReceiverWhoseNameLeadsToACloudsMetadata_IsToldNothing(string setting, string value, string target)
    {
        await using var services = Configured(
            (setting, value), ("Webhook:Secret", WebhookReceiver.Secret), ("Smtp:From", "genops@example.org"), ("Smtp:To", "ops@example.org"));
        await FailAsync(services);

        Assert.Equal(0, await Fixture.Dispatch.DispatchDueAsync(CancellationToken.None));

        await using var db = Open();
        Assert.Contains(
            $"GenOps does not connect to {target}: inside.test is 169.254.169.254, which is a cloud's metadata service.",
            (await db.AlertNotices.AsNoTracking().SingleAsync()).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_OfAlerts_GoesToNoOtherPortThanTheOneThatIsNamed()
    {
        await using var named = LoopbackServer.Start();
        await using var other = LoopbackServer.Start();
        await using var services = Configured(("Webhook:Url", $"http://127.0.0.1:{named.Port}/hook"), ("Webhook:Secret", WebhookReceiver.Secret));
        using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient(AlertWebhook.ClientName);

        (await client.GetAsync($"http://127.0.0.1:{named.Port}/")).Dispose();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync($"http://127.0.0.1:{other.Port}/"));

        Assert.Equal((1, 0), (named.Connections, other.Connections));
    }

    [Fact]
    public async Task Watch_WhileMuted_TellsNobodyUntilItIsOver()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await Fixture.StartAsync();
        await Fixture.RunAsync(RunState.Failed, "no answer");
        await Fixture.WatchAsync();
        await Fixture.Mute.ExecuteAsync(Actor.System, (await Fixture.OpenAsync())[0].Id, Fixture.Time.UtcNow().AddHours(1), "known", CancellationToken.None);
        await using var services = Configured(("Webhook:Url", receiver.Url), ("Webhook:Secret", WebhookReceiver.Secret));
        Fixture.Channels.AddRange(services.GetServices<IAlertChannel>());
        await Fixture.WatchAsync();
        Assert.Equal(0, await Fixture.Dispatch.DispatchDueAsync(CancellationToken.None));

        Fixture.Time.Advance(TimeSpan.FromHours(1.1));
        await Fixture.WatchAsync();
        Assert.Equal(1, await Fixture.Dispatch.DispatchDueAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("Webhook:Url", "ftp://x", "Webhook:Url")]
    [InlineData("Webhook:Url", "https://x", "Webhook:Secret")]
    [InlineData("Smtp:Host", "mail", "Smtp:From")]
    public void Registration_ByHalves_NamesTheSetting(string name, string value, string missing) =>
        Assert.EndsWith(missing, Assert.Single(Assert.Throws<InvalidInputException>(() => Configured((name, value))).Problems).Field, StringComparison.Ordinal);

    private async Task FailAsync(ServiceProvider services)
    {
        Fixture.Channels.AddRange(services.GetServices<IAlertChannel>());
        await Fixture.StartAsync();
        await Fixture.RunAsync(RunState.Failed, "no answer");
        await Fixture.WatchAsync();
        await Fixture.WatchAsync();
    }

    private ServiceProvider Configured(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name.StartsWith("GenOps:", StringComparison.Ordinal) ? s.Name : $"GenOps:Alerts:{s.Name}", (string?)s.Value))).Build();
        return new ServiceCollection().AddSingleton<TimeProvider>(Fixture.Time).AddSingleton(Database.Contexts)
            .AddSingleton<INameResolver>(new NamesOfATest(("inside.test", "169.254.169.254"))).AddGenOpsAlerts(configuration).BuildServiceProvider();
    }
}
