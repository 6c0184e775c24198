using System.Net;
using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Outbound;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Outbound;

/// <summary>Connections to real sockets on this machine, which is inside the network too.</summary>
public abstract class OutboundGuardTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private const string Elsewhere = "93.184.216.34";

    private static readonly Actor Admin = new(Guid.NewGuid(), "Ada", new HashSet<string> { Roles.Admin });

    private OutboundAllowances? allowances;

    private OutboundAllowances Allowances => allowances ??= new OutboundAllowances(Database.Contexts, TimeProvider.System);

    private AllowOutbound Allow => new(Database.Runner(), Allowances);

    private EndOutbound End => new(Database.Runner(), Allowances);

    [Fact]
    public async Task Send_AddressInsideTheNetworkHoweverSpelled_IsRefusedWithHostReasonAndCure()
    {
        await using var server = LoopbackServer.Start();
        using var client = Client();

        foreach (var host in (string[])["127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "127.0.0.1.", "0.0.0.0"])
        {
            var refused = await Assert.ThrowsAsync<HttpRequestException>(() => client.Http.GetAsync($"http://{host}:{server.Port}/"));
            Assert.IsType<OutboundRefusedException>(refused.InnerException);
        }

        var told = await Assert.ThrowsAsync<HttpRequestException>(() => client.Http.GetAsync($"http://127.0.0.1:{server.Port}/"));
        Assert.StartsWith(
            $"GenOps does not connect to 127.0.0.1:{server.Port}: it is this machine itself (loopback). "
            + $"An administrator can allow 127.0.0.1:{server.Port} under Settings, Outbound; or the configuration names it.", told.Message, StringComparison.Ordinal);
        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task Send_NameOfAnAddressInside_IsRefusedAlsoBesidePublicOnes()
    {
        await using var server = LoopbackServer.Start();
        using var client = Client(names: new NamesOfATest(("inside.test", "127.0.0.1"), ("mixed.test", $"{Elsewhere} 127.0.0.1")));

        foreach (var host in (string[])["inside.test", "mixed.test", "INSIDE.test."])
        {
            var refused = await Assert.ThrowsAsync<HttpRequestException>(() => client.Http.GetAsync($"http://{host}:{server.Port}/"));
            Assert.Contains("is 127.0.0.1, which is this machine itself", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task Connect_NameWhoseAnswerChanges_IsAskedForOnceAndReachedWhereItWasLookedAt()
    {
        await using var server = LoopbackServer.Start();
        var names = new NamesOfATest(("moving.test", "127.0.0.1"), ("moving.test", "169.254.169.254"));
        await Allow.ExecuteAsync(Admin, $"moving.test:{server.Port}", "a test", default);
        using var client = Client(names: names);

        using var answer = await client.Http.GetAsync($"http://moving.test:{server.Port}/");

        Assert.Equal((HttpStatusCode.OK, 1, 1), (answer.StatusCode, names.Asked, server.Connections));
    }

    [Fact]
    public async Task Send_PublicNameThatMovesInside_IsRefusedAtConnect()
    {
        await using var server = LoopbackServer.Start();
        var guard = Guard(names: new NamesOfATest(("moving.test", Elsewhere), ("moving.test", "127.0.0.1")));
        using var client = new OutboundClient(guard);

        Assert.Null(await guard.InspectAsync(OutboundTarget.Of("moving.test", server.Port), default));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.Http.GetAsync($"http://moving.test:{server.Port}/"));

        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task Send_AllowedHostAndPort_PassesAndNoOther()
    {
        await using var allowed = LoopbackServer.Start();
        await using var other = LoopbackServer.Start();
        await Allow.ExecuteAsync(Admin, $"gpu.test:{allowed.Port}", "the model server", default);
        using var client = Client(names: new NamesOfATest(("gpu.test", "127.0.0.1"), ("sub.gpu.test", "127.0.0.1"), ("evil.test", "127.0.0.1")));

        using var answer = await client.Http.GetAsync($"http://gpu.test:{allowed.Port}/");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        foreach (var address in (string[])[$"gpu.test:{other.Port}", $"sub.gpu.test:{allowed.Port}", $"evil.test:{allowed.Port}", $"127.0.0.1:{allowed.Port}"])
            await Assert.ThrowsAsync<HttpRequestException>(() => client.Http.GetAsync($"http://{address}/"));

        Assert.Equal((1, 0), (allowed.Connections, other.Connections));
    }

    [Fact]
    public async Task Send_AllowanceThatEnded_IsRefusedAlsoOverAnOpenConnection()
    {
        await using var server = LoopbackServer.Start();
        await Allow.ExecuteAsync(Admin, $"127.0.0.1:{server.Port}", "for now", default);
        using var client = Client();
        (await client.Http.GetAsync($"http://127.0.0.1:{server.Port}/")).Dispose();
        await using var db = Open();

        await End.ExecuteAsync(Admin, (await db.OutboundAllowances.SingleAsync()).Id, default);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.Http.GetAsync($"http://127.0.0.1:{server.Port}/"));
        await Allow.ExecuteAsync(Admin, $"127.0.0.1:{server.Port}", "again", default);
        (await client.Http.GetAsync($"http://127.0.0.1:{server.Port}/")).Dispose();
    }

    [Fact]
    public async Task Send_RedirectInside_IsNotFollowed()
    {
        await using var inner = LoopbackServer.Start();
        await using var outer = LoopbackServer.Start($"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{inner.Port}/");
        using var client = Client($"http://127.0.0.1:{outer.Port}/");

        using var answer = await client.Http.GetAsync($"http://127.0.0.1:{outer.Port}/");

        Assert.Equal((HttpStatusCode.Redirect, 1, 0), (answer.StatusCode, outer.Connections, inner.Connections));
    }

    [Fact]
    public async Task Send_WhileTheWriteTurnIsHeld_Throws()
    {
        await using var server = LoopbackServer.Start();
        using var client = Client($"http://127.0.0.1:{server.Port}/");
        await using var db = Open();
        await using var transaction = await WriteTransaction.BeginAsync(db, CancellationToken.None);

        await Assert.ThrowsAsync<InvalidOperationException>(() => client.Http.GetAsync($"http://127.0.0.1:{server.Port}/"));

        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task Inspect_MetadataAndTheLike_NeedTheAddressItselfInTheConfiguration()
    {
        var names = new NamesOfATest(("cloud.test", "169.254.169.254"), ("near.test", "fe80::1"), ("all.test", "224.0.0.1"), ("nowhere.test", "0.0.0.0"));
        var guard = Guard("http://cloud.test/ http://near.test/ http://all.test/ http://nowhere.test/ http://169.254.169.254/", names);

        foreach (var host in (string[])["cloud.test", "near.test", "all.test", "nowhere.test"])
            Assert.False((await guard.InspectAsync(OutboundTarget.Of(host, 80), default))!.CanBeAllowed);
        Assert.Null(await guard.InspectAsync(OutboundTarget.Of("169.254.169.254", 80), default));
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => Allow.ExecuteAsync(Admin, "169.254.169.254:81", "why not", default));
        Assert.Contains("a cloud's metadata service", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AllowAndEnd_ByAnAdministrator_AreOnRecordAndByOthersRefused()
    {
        var query = new OutboundQuery(Database.Contexts, new OutboundNames([new NamedTarget(OutboundTarget.Of("crm", 443), "GenOps:Channels:crm:Url")]));
        foreach (var role in (string[])[Roles.Operator, Roles.Finance, Roles.Reviewer, Roles.Auditor])
        {
            var other = new Actor(Guid.NewGuid(), role, new HashSet<string> { role });
            await Assert.ThrowsAsync<AccessDeniedException>(() => Allow.ExecuteAsync(other, "10.0.0.5:8080", "mine", default));
            await Assert.ThrowsAsync<AccessDeniedException>(() => End.ExecuteAsync(other, Id.New<OutboundAllowanceId>(), default));
            if (role != Roles.Auditor) await Assert.ThrowsAsync<AccessDeniedException>(() => query.ReadAsync(other, default));
        }

        await Assert.ThrowsAsync<InvalidInputException>(() => Allow.ExecuteAsync(Admin, "10.0.0.5", " ", default));
        await Allow.ExecuteAsync(Admin, "http://10.0.0.5:8080/v1", "the model server", default);
        await Assert.ThrowsAsync<ConflictException>(() => Allow.ExecuteAsync(Admin, "10.0.0.5:8080", "twice", default));
        var row = Assert.Single((await query.ReadAsync(Admin, default)).Allowances);
        Assert.Equal(("10.0.0.5:8080", "the model server", "Ada", null), (row.Target, row.Reason, row.AllowedBy, row.EndedBy));
        await End.ExecuteAsync(Admin, row.Id, default);
        await Assert.ThrowsAsync<ConflictException>(() => End.ExecuteAsync(Admin, row.Id, default));

        var picture = await query.ReadAsync(Admin, default);
        Assert.Equal("Ada", Assert.Single(picture.Allowances).EndedBy);
        Assert.Equal(new OutboundNameRow("crm:443", "GenOps:Channels:crm:Url"), Assert.Single(picture.Named));
        await using var db = Open();
        Assert.Equal(["outbound.allow", "outbound.end"], await db.AuditEntries.OrderBy(a => a.Id).Select(a => a.Action).ToListAsync());
    }

    private OutboundClient Client(string named = "", NamesOfATest? names = null) => new(Guard(named, names));

    private OutboundGuard Guard(string named = "", NamesOfATest? names = null) => new(
        new OutboundNames([.. named.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => new NamedTarget(OutboundTarget.Of(new Uri(n)), "a test"))]),
        Allowances, names ?? new NamesOfATest(), TimeProvider.System);
}

public sealed class OutboundGuardOnSqliteTests() : OutboundGuardTests(DatabaseKind.Sqlite);

public sealed class OutboundGuardOnPostgresTests() : OutboundGuardTests(DatabaseKind.Postgres);
