using GenOps.Core.Calls;
using GenOps.Core.Outbound;
using GenOps.Core.Outputs;
using GenOps.Core.Publishing;
using GenOps.Core.Reviews;
using GenOps.Core.Tests.Outbound;
using GenOps.Testing;
using GenOps.Testing.Reviews;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Tests.Publishing;

public abstract class PublisherTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private readonly string folder = Directory.CreateTempSubdirectory("genops-publish-").FullName;
    private readonly Dictionary<string, string?> settings = [];
    private ReviewScene scene = null!;
    private ServiceProvider? services;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        scene = await ReviewScene.OpenAsync(Database);
    }

    public override async Task DisposeAsync()
    {
        if (services is not null) await services.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Deliver_ToTheFolder_WritesEachArtifactWholeAndRecordsIt()
    {
        var output = await AcceptedAsync();

        var outcome = Assert.IsType<PublishOutcome.Delivered>(await DeliverAsync(output));

        var expected = Path.Combine(folder, "published", "kit", $"2026-03-01_{scene.Run.Id.Value.ToString("N")[^12..]}", "spring");
        Assert.Equal(expected, outcome.Target);
        Assert.Equal(["banner.png", "facts.json", "post.md"], outcome.Files);
        Assert.Equal(["banner.png", "facts.json", "post.md"], Directory.GetFiles(expected).Select(Path.GetFileName).Order());
        Assert.Equal("Hello\nworld\n", await File.ReadAllTextAsync(Path.Combine(expected, "post.md")));
        await using var db = Open();
        var call = await db.PublishCalls.SingleAsync();
        Assert.Equal((CallState.Responded, 0, expected), (call.State, call.Attempt, call.Target));
    }

    [Fact]
    public async Task Deliver_Again_TellsTheRecordedSuccessWithoutDelivering()
    {
        var output = await AcceptedAsync();
        var first = Assert.IsType<PublishOutcome.Delivered>(await DeliverAsync(output));
        Directory.Delete(first.Target, recursive: true);

        var second = Assert.IsType<PublishOutcome.Delivered>(await DeliverAsync(output));

        Assert.Equal((first.Target, first.Files.Count), (second.Target, second.Files.Count));
        Assert.False(Directory.Exists(first.Target));
    }

    [Fact]
    public async Task Deliver_OtherContentThanRecorded_Stops()
    {
        await DeliverAsync(await AcceptedAsync(0));

        var refused = Assert.IsType<PublishOutcome.Refused>(await DeliverAsync(await AcceptedAsync(1)));

        Assert.False(refused.Retryable);
        Assert.Contains("Something else was delivered", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deliver_BeforeApproval_IsRefused()
    {
        var task = await scene.FlagAsync();

        await Assert.ThrowsAsync<IllegalTransitionException>(() => DeliverAsync(task.OutputId));

        Assert.False(Directory.Exists(Path.Combine(folder, "published")));
    }

    [Fact]
    public async Task Deliver_SeveralOutputs_GivesEachItsFolder()
    {
        var outputs = new[] { await AcceptedAsync(0), await AcceptedAsync(1) };

        var outcome = Assert.IsType<PublishOutcome.Delivered>(await DeliverAsync(outputs));

        Assert.Contains(Path.Combine("post-001", "post.md"), outcome.Files);
        Assert.True(File.Exists(Path.Combine(outcome.Target, "post-002", "post.md")));
    }

    [Fact]
    public async Task Deliver_AsCsv_WritesOneRowPerObjectGuardedAgainstFormulas()
    {
        var outputs = new[] { await AcceptedAsync(0), await AcceptedAsync(1) };

        var outcome = Assert.IsType<PublishOutcome.Delivered>(await Publisher().DeliverAsync(
            Delivery(outputs) with { Format = PublishFormat.Csv, Steps = ["facts"] }, CancellationToken.None));

        Assert.Equal(["kit.csv"], outcome.Files);
        var table = await File.ReadAllTextAsync(Path.Combine(outcome.Target, "kit.csv"));
        Assert.Equal("total,note\r\n12,'=cmd()\r\n12,'=cmd()\r\n", table);
    }

    [Fact]
    public async Task Deliver_ToAFolderThatCannotBeWritten_IsRefusedForNow()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "published"), "in the way");

        var refused = Assert.IsType<PublishOutcome.Refused>(await DeliverAsync(await AcceptedAsync()));

        Assert.True(refused.Retryable);
        File.Delete(Path.Combine(folder, "published"));
        Assert.IsType<PublishOutcome.Delivered>(await DeliverAsync(await AcceptedAsync()));
    }

    [Fact]
    public async Task Deliver_ToAWebhook_IsSignedAndCarriesTextsAndPictures()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        Configure(receiver);
        var output = await AcceptedAsync();

        Assert.IsType<PublishOutcome.Delivered>(await DeliverAsync("hook", output));

        var post = Assert.Single(receiver.Posts);
        Assert.True(post.IsSignedWith(WebhookReceiver.Secret));
        Assert.False(post.IsSignedWith("another secret, as long"));
        var body = post.Json;
        Assert.Equal(("outputs.published", "kit", "sandbox"), (body["event"]!.ToString(), body["pipeline"]!.ToString(), body["money"]!.ToString()));
        Assert.Equal(output.ToString(), body["outputs"]![0]!["id"]!.ToString());
        var artifacts = body["outputs"]![0]!["artifacts"]!.AsArray();
        Assert.Equal("Hello\nworld\n", artifacts.Single(a => a!["name"]!.ToString() == "post.md")!["text"]!.ToString());
        Assert.Equal("iVBORw==", artifacts.Single(a => a!["name"]!.ToString() == "banner.png")!["base64"]!.ToString());
    }

    [Theory]
    [InlineData(500, true, CallState.InDoubt)]
    [InlineData(503, true, CallState.Rejected)]
    [InlineData(429, true, CallState.Rejected)]
    [InlineData(302, false, CallState.Rejected)]
    [InlineData(422, false, CallState.Rejected)]
    public async Task Deliver_WhenTheWebhookFails_SaysWhetherToComeBackAndKeepsTheKey(int status, bool retryable, CallState state)
    {
        await using var receiver = await WebhookReceiver.StartAsync(status, 200);
        Configure(receiver);
        var output = await AcceptedAsync();

        var refused = Assert.IsType<PublishOutcome.Refused>(await DeliverAsync("hook", output));
        await using (var db = Open()) Assert.Equal((retryable, state), (refused.Retryable, (await db.PublishCalls.SingleAsync()).State));
        Assert.IsType<PublishOutcome.Delivered>(await DeliverAsync("hook", output));
        Assert.IsType<PublishOutcome.Delivered>(await DeliverAsync("hook", output));

        Assert.Equal(2, receiver.Posts.Count);
        Assert.Single(receiver.Posts.Select(p => p.IdempotencyKey).Distinct());
    }

    [Fact]
    public async Task Deliver_AfterAProcessDiedWhileSending_SendsAgainUnderTheSameKey()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        Configure(receiver);
        var output = await AcceptedAsync();
        await DeliverAsync("hook", output);
        await using (var db = Open())
        {
            // As if nothing after the sending had been recorded.
            await db.PublishCalls.ExecuteUpdateAsync(set => set.SetProperty(c => c.State, CallState.Sending));
        }

        Assert.IsType<PublishOutcome.Delivered>(await DeliverAsync("hook", output));

        Assert.Equal(2, receiver.Posts.Count);
        Assert.Single(receiver.Posts.Select(p => p.IdempotencyKey).Distinct());
        await using var after = Open();
        Assert.Equal([CallState.Resubmitted, CallState.Responded], await after.PublishCalls.OrderBy(c => c.Attempt).Select(c => c.State).ToListAsync());
    }

    [Fact]
    public async Task Deliver_WhenNobodyListens_IsRefusedForNow()
    {
        var receiver = await WebhookReceiver.StartAsync();
        Configure(receiver);
        await receiver.DisposeAsync();

        var refused = Assert.IsType<PublishOutcome.Refused>(await DeliverAsync("hook", await AcceptedAsync()));

        Assert.True(refused.Retryable);
        await using var db = Open();
        Assert.Equal(CallState.Rejected, (await db.PublishCalls.SingleAsync()).State);
    }

    private void Configure(WebhookReceiver receiver)
    {
        settings["GenOps:Channels:hook:Kind"] = "webhook";
        settings["GenOps:Channels:hook:Url"] = receiver.Url + "?token=hidden";
        settings["GenOps:Channels:hook:Secret"] = WebhookReceiver.Secret;
    }

    [Fact]
    public async Task Deliver_WebhookWhoseNameLeadsToACloudsMetadata_IsRefusedForGood()
    {
        settings["GenOps:Channels:hook:Kind"] = "webhook";
        settings["GenOps:Channels:hook:Url"] = "http://crm.test/hook";
        settings["GenOps:Channels:hook:Secret"] = WebhookReceiver.Secret;

        var refused = Assert.IsType<PublishOutcome.Refused>(await DeliverAsync("hook", await AcceptedAsync()));

        Assert.False(refused.Retryable);
        Assert.Contains("GenOps does not connect to crm.test:80: crm.test is 169.254.169.254, which is a cloud's metadata service.", refused.Reason, StringComparison.Ordinal);
        await using var db = Open();
        Assert.Equal(CallState.Rejected, (await db.PublishCalls.SingleAsync()).State);
    }

    [Fact]
    public async Task Client_OfWebhooks_GoesToNoOtherPortThanTheOneThatIsNamed()
    {
        await using var named = LoopbackServer.Start();
        await using var other = LoopbackServer.Start();
        settings["GenOps:Channels:hook:Kind"] = "webhook";
        settings["GenOps:Channels:hook:Url"] = $"http://127.0.0.1:{named.Port}/hook";
        settings["GenOps:Channels:hook:Secret"] = WebhookReceiver.Secret;
        Publisher();
        using var client = services!.GetRequiredService<IHttpClientFactory>().CreateClient(WebhookChannel.ClientName);

        (await client.GetAsync($"http://127.0.0.1:{named.Port}/")).Dispose();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync($"http://127.0.0.1:{other.Port}/"));

        Assert.Equal((1, 0), (named.Connections, other.Connections));
    }

    private async Task<OutputId> AcceptedAsync(int item = -1)
    {
        var task = await scene.FlagAsync(item);
        if (task.State == ReviewState.Open)
            await scene.Decide.ExecuteAsync(scene.Ada, ReviewScene.Request(task, ReviewVerdict.Approve), CancellationToken.None);
        return task.OutputId;
    }

    private Task<PublishOutcome> DeliverAsync(params OutputId[] outputs) => Publisher().DeliverAsync(Delivery(outputs), CancellationToken.None);

    private Task<PublishOutcome> DeliverAsync(string channel, OutputId output) =>
        Publisher().DeliverAsync(Delivery(output) with { Channel = channel }, CancellationToken.None);

    private PublishDelivery Delivery(params OutputId[] outputs) =>
        new(scene.Run.Id, "kit", scene.Step, 0, PublishChannels.Folder, PublishFormat.Files, "../spring", outputs);

    private Publisher Publisher()
    {
        services ??= new ServiceCollection()
            .AddSingleton<TimeProvider>(scene.Clock)
            .AddSingleton(Database.Contexts)
            .AddSingleton<INameResolver>(new NamesOfATest(("crm.test", "169.254.169.254")))
            .AddGenOpsPublishing(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), folder)
            .BuildServiceProvider();
        return services.GetRequiredService<Publisher>();
    }
}

public sealed class PublisherOnSqliteTests() : PublisherTests(DatabaseKind.Sqlite);

public sealed class PublisherOnPostgresTests() : PublisherTests(DatabaseKind.Postgres);
