using System.Security.Cryptography;
using System.Text;
using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Outbound;
using GenOps.Core.Tests.Outbound;
using GenOps.FakeProvider;
using GenOps.FakeProvider.Client;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace GenOps.Core.Tests.Inference.Providers;

/// <summary>Providers of the environment and of the settings together, on both databases.</summary>
public abstract class ProviderSettingsTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly Actor Admin = new(Guid.NewGuid(), "Ada", new HashSet<string> { Roles.Admin });
    private static readonly Actor Operator = new(Guid.NewGuid(), "Olga", new HashSet<string> { Roles.Operator });

    private readonly NamesOfATest names = new(("acme.example", "198.51.99.7"), ("env.example", "198.51.99.8"), ("thief.example", "198.51.99.9"));
    private OutboundAllowances? allowances;
    private OutboundGuard? guard;
    private OutboundClient? client;

    [Fact]
    public async Task Save_NewProvider_ServesFromTheNextCallOn()
    {
        using var registry = Registry();
        Assert.Empty(registry.Configured);

        await Save(registry).ExecuteAsync(Admin, new SaveProviderRequest(Draft()), default);

        var settings = Assert.Single(registry.Configured);
        Assert.Equal("secret-key", settings.ApiKey);
        Assert.Equal("m1", settings.Models[Tier.Small]);
        Assert.Equal("acme", registry.Get("acme").Name);
    }

    [Fact]
    public async Task Configured_WithPlaces_ComesInTheirOrderAndKeepsTheMark()
    {
        using var registry = Registry(("env:BaseUrl", "https://env.example/v1"), ("env:Models:Small", "m"), ("env:Order", "20"));
        await Save(registry).ExecuteAsync(Admin, new SaveProviderRequest(Draft()), default);
        Assert.Equal(["env", "acme"], registry.Configured.Select(p => p.Name));
        var place = new PlaceProvider(Database.Runner(), registry);

        await place.ExecuteAsync(Admin, "acme", new ProviderPlace(NeverFallback: true, Order: 10), default);

        Assert.Equal([("acme", 10, true), ("env", 20, false)], registry.Configured.Select(p => (p.Name, p.Order, p.NeverFallback)));
        await Assert.ThrowsAsync<ConflictException>(() => place.ExecuteAsync(Admin, "env", new ProviderPlace(true, null), default));
        await Assert.ThrowsAsync<NotFoundException>(() => place.ExecuteAsync(Admin, "nobody", new ProviderPlace(true, null), default));
        await Assert.ThrowsAsync<InvalidInputException>(() => place.ExecuteAsync(Admin, "acme", new ProviderPlace(null, 1000), default));
        await Assert.ThrowsAsync<AccessDeniedException>(() => place.ExecuteAsync(Operator, "acme", new ProviderPlace(true, null), default));
        await using var db = Open();
        Assert.Contains(await db.AuditEntries.ToListAsync(), e => e is { Action: "provider.place", ActorName: "Ada", Summary: "Set acme to place 10, never as a fallback" });
    }

    [Fact]
    public async Task TierFailover_OfAnOlderInstallation_TakesInOnlyNewProvidersUntilAnAdministratorAgrees()
    {
        await MakeOlderAsync();
        using var registry = Registry(("env:BaseUrl", "https://env.example/v1"), ("env:Models:Small", "m"));
        Assert.Equal([("env", false)], registry.Configured.Select(p => (p.Name, p.TierFailover)));
        await new NoteEarlierProviders(Database.Contexts, registry).ExecuteAsync(default);
        await new NoteEarlierProviders(Database.Contexts, registry).ExecuteAsync(default);
        await Save(registry).ExecuteAsync(Admin, new SaveProviderRequest(Draft()), default);
        var query = new FailoverQuery(Database.Contexts, registry, new ConfigurationBuilder().Build());
        var answer = new AnswerFailover(Database.Runner(), registry);
        Assert.Equal([("env", false), ("acme", true)], registry.Configured.Select(p => (p.Name, p.TierFailover)));
        var asked = await query.ReadAsync(Operator, default);
        Assert.True(asked is { IsAsked: true, Answer: null, Earlier: ["env"] });
        Assert.Equal([("env", FallbackRole.First), ("acme", FallbackRole.NotAgreed)], asked.Tiers[0].Places.Select(p => (p.Provider, p.Role)));
        await Assert.ThrowsAsync<AccessDeniedException>(() => answer.ExecuteAsync(Operator, true, default));

        await answer.ExecuteAsync(Admin, true, default);

        Assert.All(registry.Configured, p => Assert.True(p.TierFailover));
        var answered = await query.ReadAsync(Operator, default);
        Assert.True(answered is { IsAsked: false, Answer: true, AnsweredBy: "Ada" });
        Assert.Equal(FallbackRole.Fallback, answered.Tiers[0].Places[1].Role);
        await answer.ExecuteAsync(Admin, false, default);
        Assert.Equal([false, true], registry.Configured.Select(p => p.TierFailover));
        await using var db = Open();
        Assert.Equal(
            ["Lets env answer for other providers of their tier, and those for them", "Keeps env from answering for other providers of their tier, and those for them"],
            await db.AuditEntries.Where(e => e.Action == "failover.answer").OrderBy(e => e.At).Select(e => e.Summary).ToListAsync());
    }

    [Fact]
    public async Task TierFailover_OfANewInstallation_IsOnAndNobodyIsAsked()
    {
        using var registry = Registry(("env:BaseUrl", "https://env.example/v1"), ("env:Models:Small", "m"));
        await new NoteEarlierProviders(Database.Contexts, registry).ExecuteAsync(default);

        Assert.True(Assert.Single(registry.Configured).TierFailover);
        Assert.False((await new FailoverQuery(Database.Contexts, registry, new ConfigurationBuilder().Build()).ReadAsync(Operator, default)).IsAsked);
        await Assert.ThrowsAsync<ConflictException>(() => new AnswerFailover(Database.Runner(), registry).ExecuteAsync(Admin, true, default));
    }

    [Fact]
    public async Task TierFailover_SetByTheEnvironment_DecidesForAll()
    {
        await MakeOlderAsync();
        using var on = Registry(("GenOps:Failover", "true"), ("env:BaseUrl", "https://env.example/v1"), ("env:Models:Small", "m"));
        using var off = Registry(("GenOps:Failover", "false"), ("env:BaseUrl", "https://env.example/v1"), ("env:Models:Small", "m"));

        Assert.True(Assert.Single(on.Configured).TierFailover);
        Assert.False(Assert.Single(off.Configured).TierFailover);
        Assert.Throws<ProviderConfigurationException>(() => Registry(("GenOps:Failover", "perhaps")));
    }

    /// <summary>People work with it, and then it is upgraded.</summary>
    private async Task MakeOlderAsync()
    {
        await using var db = Open();
        await db.Database.ExecuteSqlRawAsync("DROP TABLE \"FailoverQuestions\"");
        await db.Database.ExecuteSqlRawAsync("ALTER TABLE \"ProviderAccounts\" DROP COLUMN \"NeverFallback\"");
        await db.Database.ExecuteSqlRawAsync("ALTER TABLE \"ProviderAccounts\" DROP COLUMN \"Order\"");
        await db.Database.ExecuteSqlRawAsync("ALTER TABLE \"TriggerDeliveries\" DROP COLUMN \"BodyHash\"");
        await db.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" LIKE '%_FailoverAndBodies'");
        db.Add(new User { Id = Guid.NewGuid(), UserName = "ada@example.com", DisplayName = "Ada", CreatedAt = new DateTime(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc) });
        await db.SaveChangesAsync();
        await db.Database.MigrateAsync();
    }

    [Fact]
    public async Task Configured_WhileTheWriteTurnIsHeld_IsWhatWasReadBefore()
    {
        using var registry = Registry();
        Assert.Empty(registry.Configured);
        using var ofAnotherNode = Registry();
        await Save(ofAnotherNode).ExecuteAsync(Admin, new SaveProviderRequest(Draft()), default);
        registry.Refresh();

        await using (var db = Open())
        {
            await using var transaction = await WriteTransaction.BeginAsync(db, default);
            Assert.Empty(registry.Configured);
        }

        Assert.Single(registry.Configured);
    }

    [Fact]
    public async Task Save_Key_IsStoredEncryptedAndNotInTheAuditTrail()
    {
        using var registry = Registry();
        await Save(registry).ExecuteAsync(Admin, new SaveProviderRequest(Draft()), default);

        await using var db = Open();
        var account = await db.ProviderAccounts.SingleAsync();
        Assert.DoesNotContain("secret-key", account.ProtectedKey);
        var entry = await db.AuditEntries.SingleAsync();
        Assert.Equal(("provider.add", "Ada", "acme"), (entry.Action, entry.ActorName, entry.ObjectId));
        Assert.DoesNotContain("secret-key", entry.Summary + entry.Details);
    }

    [Fact]
    public async Task Save_WithoutKey_KeepsTheOneThereIs()
    {
        using var registry = Registry();
        await Save(registry).ExecuteAsync(Admin, new SaveProviderRequest(Draft()), default);

        await Save(registry).ExecuteAsync(Admin, new SaveProviderRequest(Draft() with { ApiKey = null, TimeoutSeconds = 7 }), default);

        var settings = Assert.Single(registry.Configured);
        Assert.Equal("secret-key", settings.ApiKey);
        Assert.Equal(TimeSpan.FromSeconds(7), settings.Timeout);
        await Save(registry).ExecuteAsync(Admin, new SaveProviderRequest(Draft() with { ApiKey = null }, RemoveKey: true), default);
        Assert.Null(Assert.Single(registry.Configured).ApiKey);
    }

    [Fact]
    public async Task Save_OtherServerWithoutKey_IsRefused()
    {
        using var registry = Registry();
        await Save(registry).ExecuteAsync(Admin, new SaveProviderRequest(Draft()), default);

        var refused = await Assert.ThrowsAsync<InvalidInputException>(() =>
            Save(registry).ExecuteAsync(Admin, new SaveProviderRequest(Draft() with { ApiKey = null, BaseUrl = "https://thief.example/v1" }), default));

        Assert.Equal("ApiKey", Assert.Single(refused.Problems).Field);
    }

    [Fact]
    public async Task Save_NameOfTheEnvironment_IsRefused()
    {
        using var registry = Registry(("acme:BaseUrl", "https://env.example/v1"), ("acme:Models:Small", "s"));

        await Assert.ThrowsAsync<ConflictException>(() => Save(registry).ExecuteAsync(Admin, new SaveProviderRequest(Draft()), default));
    }

    [Fact]
    public async Task Commands_WithoutTheRole_AreRefused()
    {
        using var registry = Registry();

        await Assert.ThrowsAsync<AccessDeniedException>(() => Save(registry).ExecuteAsync(Operator, new SaveProviderRequest(Draft()), default));
        await Assert.ThrowsAsync<AccessDeniedException>(() => new RemoveProvider(Database.Runner(), registry).ExecuteAsync(Operator, "acme", default));
        await Assert.ThrowsAsync<AccessDeniedException>(() => Test().ExecuteAsync(Operator, Draft(), default));
        await Assert.ThrowsAsync<AccessDeniedException>(() => new ProvidersQuery(Database.Contexts, registry).ReadAsync(Operator, default));
    }

    [Fact]
    public async Task Remove_Provider_ServesNoMore()
    {
        using var registry = Registry();
        await Save(registry).ExecuteAsync(Admin, new SaveProviderRequest(Draft()), default);
        var remove = new RemoveProvider(Database.Runner(), registry);

        await remove.ExecuteAsync(Admin, "acme", default);

        Assert.Empty(registry.Configured);
        Assert.Throws<ProviderMissingException>(() => registry.Get("acme"));
        await Assert.ThrowsAsync<NotFoundException>(() => remove.ExecuteAsync(Admin, "acme", default));
    }

    [Fact]
    public async Task Configured_EnvironmentAndSettings_EnvironmentComesFirst()
    {
        using var registry = Registry(("zeta:BaseUrl", "https://env.example/v1"), ("zeta:Models:Small", "s"));
        await Save(registry).ExecuteAsync(Admin, new SaveProviderRequest(Draft()), default);

        Assert.Equal(["zeta", "acme"], registry.Configured.Select(settings => settings.Name));
        var rows = await new ProvidersQuery(Database.Contexts, registry).ReadAsync(Admin, default);
        Assert.Equal([("zeta", true, false), ("acme", false, true)], rows.Select(row => (row.Name, row.FromEnvironment, row.HasKey)));
    }

    [Fact]
    public async Task Configured_KeyOfAnotherInstallation_IsAProblemOfThatProviderOnly()
    {
        using (var registry = Registry())
            await Save(registry).ExecuteAsync(Admin, new SaveProviderRequest(Draft()), default);
        using var moved = new ProviderRegistry(new ConfigurationBuilder().Build(), Database.Contexts, new Secrets("other"), Client, TimeProvider.System);

        Assert.Empty(moved.Configured);
        Assert.Contains("Enter it again", moved.Problems["acme"]);
        Assert.Contains("Enter it again", (await new ProvidersQuery(Database.Contexts, moved).ReadAsync(Admin, default))[0].Problem);
    }

    [Fact]
    public async Task Test_RealServer_SaysWhetherItWorks()
    {
        await using var fake = await FakeProviderProcess.StartAsync(new FakeControl { Key = "secret-key" });
        var test = Test();
        var draft = Draft() with { BaseUrl = fake.BaseUrl.ToString(), Models = new Dictionary<Tier, string> { [Tier.Small] = "fake-small" } };
        var inside = await Assert.ThrowsAsync<OutboundNotAllowedException>(() => test.ExecuteAsync(Admin, draft, default));
        Assert.Equal(OutboundTarget.Of(fake.Address), inside.Refusal.Target);
        await Allow.ExecuteAsync(Admin, fake.Address.ToString(), "a test", default);

        var good = await test.ExecuteAsync(Admin, draft, default);
        var wrongKey = await test.ExecuteAsync(Admin, draft with { ApiKey = "no" }, default);
        var wrongModel = await test.ExecuteAsync(Admin, draft with { Models = new Dictionary<Tier, string> { [Tier.Small] = "gone" } }, default);
        var wrongPath = await test.ExecuteAsync(Admin, draft with { BaseUrl = fake.Address.ToString() }, default);

        Assert.True(good.Works, good.Message);
        Assert.Contains("fake-small", good.Models);
        Assert.Contains("does not accept the key", wrongKey.Message);
        Assert.Contains("does not list gone", wrongModel.Message);
        Assert.False(wrongPath.Works);
        Assert.Equal(0, (await fake.ReportAsync()).Requests);
    }

    [Fact]
    public async Task Save_ServerInsideTheNetwork_IsRefusedUntilItIsAllowed()
    {
        await using var fake = await FakeProviderProcess.StartAsync();
        using var registry = Registry();
        var request = new SaveProviderRequest(Draft() with { BaseUrl = fake.BaseUrl.ToString() });

        var refused = await Assert.ThrowsAsync<OutboundNotAllowedException>(() => Save(registry).ExecuteAsync(Admin, request, default));
        Assert.True(refused.Refusal.CanBeAllowed);
        await Assert.ThrowsAsync<AccessDeniedException>(() => Save(registry).ExecuteAsync(Operator, request with { AllowInside = true }, default));
        Assert.Empty(registry.Configured);

        await Save(registry).ExecuteAsync(Admin, request with { AllowInside = true }, default);
        Assert.IsType<SendOutcome.Answered>(await SendAsync(registry));
        await using var db = Open();
        var allowance = await db.OutboundAllowances.SingleAsync();
        Assert.Equal(("127.0.0.1", fake.Address.Port, "Ada"), (allowance.Host, allowance.Port, allowance.AllowedBy));
        Assert.Contains(await db.AuditEntries.ToListAsync(), entry => entry.Action == "outbound.allow" && entry.ActorName == "Ada");
    }

    [Fact]
    public async Task Send_SavedServerThatIsNotAllowed_IsRejectedUnchargedAndNothingArrives()
    {
        await using var fake = await FakeProviderProcess.StartAsync();
        using var registry = Registry();
        await Save(registry).ExecuteAsync(Admin, new SaveProviderRequest(Draft() with { BaseUrl = fake.BaseUrl.ToString() }, AllowInside: true), default);
        await using (var db = Open()) await new EndOutbound(Database.Runner(), Allowances).ExecuteAsync(Admin, (await db.OutboundAllowances.SingleAsync()).Id, default);

        var rejected = Assert.IsType<SendOutcome.Rejected>(await SendAsync(registry));

        Assert.Equal((false, CallFailure.Refused), (rejected.Retryable, rejected.Kind));
        Assert.StartsWith($"acme was not asked. GenOps does not connect to 127.0.0.1:{fake.Address.Port}: it is this machine itself", rejected.Reason, StringComparison.Ordinal);
        Assert.Equal(0, (await fake.ReportAsync()).Requests);
    }

    [Fact]
    public async Task Send_PublicNameThatMovedInside_IsRejectedUncharged()
    {
        await using var fake = await FakeProviderProcess.StartAsync();
        var moving = new NamesOfATest(("acme.example", "198.51.99.7"), ("acme.example", "127.0.0.1"));
        guard = new OutboundGuard(new OutboundNames([]), Allowances, moving, TimeProvider.System);
        using var registry = Registry();
        await Save(registry).ExecuteAsync(Admin, new SaveProviderRequest(Draft() with { BaseUrl = $"http://acme.example:{fake.Address.Port}/v1" }), default);

        var rejected = Assert.IsType<SendOutcome.Rejected>(await SendAsync(registry));

        Assert.Contains("acme.example is 127.0.0.1, which is this machine itself", rejected.Reason, StringComparison.Ordinal);
        Assert.Equal(0, (await fake.ReportAsync()).Requests);
    }

    [Fact]
    public async Task Send_ServerOfTheEnvironmentOnLoopback_IsAllowedByBeingNamed()
    {
        await using var fake = await FakeProviderProcess.StartAsync();
        guard = new OutboundGuard(OutboundNames.Read(Settings(("acme:BaseUrl", fake.BaseUrl.ToString()))), Allowances, names, TimeProvider.System);
        using var registry = Registry(("acme:BaseUrl", fake.BaseUrl.ToString()), ("acme:Models:Small", "m1"));

        Assert.IsType<SendOutcome.Answered>(await SendAsync(registry));
    }

    [Fact]
    public async Task AllowSaved_ProviderOfAnEarlierVersion_GoesOnWorkingAndIsOnRecordOnce()
    {
        using var registry = Registry();
        await using (var db = Open())
        {
            foreach (var (name, url) in (ReadOnlySpan<(string, string)>)[("local", "http://127.0.0.1:11434/v1"), ("public", "https://acme.example/v1"), ("asleep", "http://gpu.lan:8000/v1")])
            {
                db.Add(new ProviderAccount
                {
                    Id = Id.New<ProviderAccountId>(),
                    Name = name,
                    BaseUrl = url,
                    Models = "{}",
                    CreatedAt = TimeProvider.System.UtcNow(),
                    CreatedBy = "Ada",
                    PredatesGuard = true,
                });
            }

            await db.SaveChangesAsync();
        }

        var allow = new AllowSavedProviders(Database.Runner(), Database.Contexts, Guard, names);
        await allow.ExecuteAsync(default);
        await allow.ExecuteAsync(default);

        await using var after = Open();
        var allowance = await after.OutboundAllowances.SingleAsync();
        Assert.Equal(("127.0.0.1", 11434, "GenOps"), (allowance.Host, allowance.Port, allowance.AllowedBy));
        Assert.Equal("outbound.allow", (await after.AuditEntries.SingleAsync()).Action);
        Assert.Equal("asleep", (await after.ProviderAccounts.SingleAsync(a => a.PredatesGuard)).Name);
    }

    [Fact]
    public async Task Find_LocalServer_OffersItWithItsModels()
    {
        await using var fake = await FakeProviderProcess.StartAsync();

        var found = await new LocalProviderDiscovery(TimeProvider.System).FindAsync(
            [new LocalPort("local", "A local server", fake.Address.Port), new LocalPort("nobody", "Nobody", 1)], TimeSpan.FromMinutes(1), default);

        var local = Assert.Single(found, provider => provider.KeyVariable is null);
        Assert.Equal("local", local.Name);
        Assert.Contains("fake-small", local.Models);
    }

    private static ProviderDraft Draft() => new()
    {
        Name = "acme",
        BaseUrl = "https://acme.example/v1",
        ApiKey = "secret-key",
        Models = new Dictionary<Tier, string> { [Tier.Small] = "m1" },
    };

    private AllowOutbound Allow => new(Database.Runner(), Allowances);

    private OutboundAllowances Allowances => allowances ??= new OutboundAllowances(Database.Contexts, TimeProvider.System);

    private OutboundGuard Guard => guard ??= new OutboundGuard(new OutboundNames([]), Allowances, names, TimeProvider.System);

    private OutboundClient Client => client ??= new OutboundClient(Guard);

    private SaveProvider Save(ProviderRegistry registry) => new(Database.Runner(), registry, new Secrets(), Guard, Allowances);

    private TestProvider Test() => new(Database.Contexts, new Secrets(), Guard, Client, TimeProvider.System);

    private static IConfiguration Settings(params (string Key, string Value)[] environment) => new ConfigurationBuilder()
        .AddInMemoryCollection(environment.Select(pair => KeyValuePair.Create(pair.Key.StartsWith("GenOps:", StringComparison.Ordinal) ? pair.Key : "GenOps:Providers:" + pair.Key, (string?)pair.Value)))
        .Build();

    private static async Task<SendOutcome> SendAsync(ProviderRegistry registry)
    {
        var call = Id.New<ModelCallId>();
        var provider = registry.Get("acme");
        return await provider.SendAsync(provider.Compose(FakeProviderFixture.Text(), call), call, default);
    }

    private ProviderRegistry Registry(params (string Key, string Value)[] environment) => new(
        Settings(environment),
        Database.Contexts,
        new Secrets(),
        Client,
        TimeProvider.System);

    /// <summary>Encrypts for real, with a key made of a word.</summary>
    private sealed class Secrets(string word = "here") : ISecretProtector
    {
        private readonly byte[] key = SHA256.HashData(Encoding.UTF8.GetBytes(word));

        public string Protect(string secret)
        {
            using var aes = new AesGcm(key, 16);
            var nonce = RandomNumberGenerator.GetBytes(12);
            var tag = new byte[16];
            var cipher = new byte[Encoding.UTF8.GetByteCount(secret)];
            aes.Encrypt(nonce, Encoding.UTF8.GetBytes(secret), cipher, tag);
            return Convert.ToBase64String([.. nonce, .. tag, .. cipher]);
        }

        public string Unprotect(string protectedSecret)
        {
            using var aes = new AesGcm(key, 16);
            var all = Convert.FromBase64String(protectedSecret);
            var plain = new byte[all.Length - 28];
            aes.Decrypt(all.AsSpan(0, 12), all.AsSpan(28), all.AsSpan(12, 16), plain);
            return Encoding.UTF8.GetString(plain);
        }
    }
}

public sealed class ProviderSettingsOnSqliteTests() : ProviderSettingsTests(DatabaseKind.Sqlite);

public sealed class ProviderSettingsOnPostgresTests() : ProviderSettingsTests(DatabaseKind.Postgres);
