using System.Text;
using GenOps.Core.Calls;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Runs;
using GenOps.Core.Tests.Runs.Engine;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Inference.Protocol;

/// <summary>What becomes of answers in the log of the spool, on both databases.</summary>
public abstract class CallSpoolTests(DatabaseKind kind)
{
    [Fact]
    public async Task Drive_AnyAnswer_IsOnDiskBeforeItIsRead()
    {
        var inLog = new List<bool>();
        EngineFixture? engine = null;
        await using var started = engine = await EngineFixture.StartAsync(
            kind, change: services => WatchedProviders.Watch(services, body => inLog.Add(Logs(engine!).Any(log => log.AsSpan().IndexOf(body) >= 0))));

        var (run, state) = await engine.RunAsync(SpooledCalls.OneCall, ("notes", "Search is faster."));

        Assert.Equal(RunState.Succeeded, state);
        Assert.True(inLog[0]);
        Assert.Equal(CallState.Applied, Assert.Single(await engine.CallsAsync(run)).State);
        Assert.Equal(0, await engine.Get<CallSpool>().RecoverAsync(CancellationToken.None));
        Assert.Empty(Directory.GetFiles(SpooledCalls.FolderOf(engine)));
    }

    [Fact]
    public async Task Recover_KilledBetweenKeepingAndCommit_RecordsItWithoutACall()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (run, answered) = await SpooledCalls.AnsweredAsync(engine);
        var call = await SpooledCalls.SendingAsync(engine, answered, 1);
        var mark = await engine.Get<CallSpool>().KeepAsync(call, await AnswerAsync(engine, answered));

        // The next life finds the file of the one before.
        using var next = engine.Make<CallSpool>();
        Assert.Equal(1, await next.RecoverAsync(CancellationToken.None));

        Assert.NotNull(mark);
        Assert.Equal(CallState.Responded, await SpooledCalls.StateAsync(engine, call));
        Assert.Equal(2 * answered.CostNanos, (await engine.LedgerAsync(run)).Nanos);
        Assert.Single(engine.Provider.Bills());
        Assert.Empty(Directory.GetFiles(SpooledCalls.FolderOf(engine)));
    }

    [Fact]
    public async Task Take_CallOfAFormerLife_FindsItsAnswerWithoutASweep()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (_, answered) = await SpooledCalls.AnsweredAsync(engine);
        var call = await SpooledCalls.SendingAsync(engine, answered, 1);
        await engine.Get<CallSpool>().KeepAsync(call, await AnswerAsync(engine, answered));

        using var next = engine.Make<CallSpool>();
        Assert.Equal(SpoolRecovery.None, await next.TakeAsync(Id.New<ModelCallId>(), CancellationToken.None));
        Assert.Equal(SpoolRecovery.Recorded, await next.TakeAsync(call, CancellationToken.None));
        Assert.Equal(SpoolRecovery.None, await next.TakeAsync(call, CancellationToken.None));

        Assert.Equal(CallState.Responded, await SpooledCalls.StateAsync(engine, call));
    }

    [Fact]
    public async Task Recover_AnswerOfThisLife_IsLeftToItsWorkerAndTakenOnceThatIsGone()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (_, answered) = await SpooledCalls.AnsweredAsync(engine);
        var call = await SpooledCalls.SendingAsync(engine, answered, 1);
        var spool = engine.Get<CallSpool>();
        using (spool.Enter(call))
        {
            await spool.KeepAsync(call, await AnswerAsync(engine, answered));
            Assert.Equal(0, await spool.RecoverAsync(CancellationToken.None));
            Assert.Equal(SpoolRecovery.None, await spool.TakeAsync(call, CancellationToken.None));
            Assert.Equal(CallState.Sending, await SpooledCalls.StateAsync(engine, call));
        }

        Assert.Equal(1, await spool.RecoverAsync(CancellationToken.None));
        Assert.Equal(CallState.Responded, await SpooledCalls.StateAsync(engine, call));
        Assert.Empty(Directory.GetFiles(SpooledCalls.FolderOf(engine)));
    }

    [Fact]
    public async Task Record_CommitThatFails_IsTriedAgainAndNothingIsLeft()
    {
        CountedContexts? contexts = null;
        await using var engine = await EngineFixture.StartAsync(kind, change: services => contexts = CountedContexts.Count(services));
        var (_, answered) = await SpooledCalls.AnsweredAsync(engine);
        var call = await SpooledCalls.SendingAsync(engine, answered, 1);
        var request = await engine.Get<CallLog>().RequestAsync(answered, CancellationToken.None);
        var answer = await AnswerAsync(engine, answered);
        contexts!.FailNext = true;

        Assert.NotNull(await engine.Get<CallSpool>().RecordAsync(call, request, answer));

        Assert.False(contexts.FailNext);
        Assert.Equal(CallState.Responded, await SpooledCalls.StateAsync(engine, call));
        Assert.Equal(0, await engine.Get<CallSpool>().RecoverAsync(CancellationToken.None));
        Assert.Empty(Directory.GetFiles(SpooledCalls.FolderOf(engine)));
    }

    [Fact]
    public async Task Recover_ThousandsReleasedBeforeAKill_AddNothingAndAreAskedForTogether()
    {
        const int Many = 2_000;
        CountedContexts? contexts = null;
        await using var engine = await EngineFixture.StartAsync(kind, change: services => contexts = CountedContexts.Count(services));
        var (run, answered) = await SpooledCalls.AnsweredAsync(engine);
        var answer = await AnswerAsync(engine, answered);
        var calls = Enumerable.Range(1, Many).Select(i => SpooledCalls.Like(answered, i, CallState.Applied)).ToList();
        await using (var db = engine.Open())
        {
            foreach (var call in calls) call.AnswerHash = answered.AnswerHash;
            db.AddRange(calls);
            await db.SaveChangesAsync();
        }

        var before = engine.Get<CallSpool>();
        var marks = await Task.WhenAll(calls.Select(c => before.KeepAsync(c.Id, answer)));
        var ledger = await engine.LedgerAsync(run);
        using var next = engine.Make<CallSpool>();
        contexts!.Opened = 0;
        Assert.Equal(0, await next.RecoverAsync(CancellationToken.None));

        Assert.DoesNotContain(null, marks);
        Assert.InRange(contexts.Opened, 1, 1 + (Many / 500));
        Assert.Equal(ledger, await engine.LedgerAsync(run));
        await using (var db = engine.Open()) Assert.Empty(await db.DuplicateAnswers.ToListAsync());
        Assert.Empty(Directory.GetFiles(SpooledCalls.FolderOf(engine)));
    }

    [Fact]
    public async Task Drive_SpoolThatTakesNothing_RecordsByTheDatabaseAlone()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        // As a disk that is full: no file can be made there.
        await File.WriteAllTextAsync(SpooledCalls.FolderOf(engine), "in its place");

        var (run, state) = await engine.RunAsync(SpooledCalls.OneCall, ("notes", "Search is faster."));

        Assert.Equal(RunState.Succeeded, state);
        Assert.Equal(CallState.Applied, Assert.Single(await engine.CallsAsync(run)).State);
        Assert.Null(await engine.Get<CallSpool>().KeepAsync(Id.New<ModelCallId>(), new SendOutcome.Answered([1], null)));
    }

    [Fact]
    public async Task Recover_DamagedRecordBeforeAnother_IsSetAsideByTheCallsNameAndTheOtherRecorded()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (_, answered) = await SpooledCalls.AnsweredAsync(engine);
        var (damaged, good) = (await SpooledCalls.SendingAsync(engine, answered, 1), await SpooledCalls.SendingAsync(engine, answered, 2));
        var spool = engine.Get<CallSpool>();
        await spool.KeepAsync(damaged, new SendOutcome.Answered("the damaged answer"u8.ToArray(), "ref"));
        await spool.KeepAsync(good, await AnswerAsync(engine, answered));
        var file = Assert.Single(Directory.GetFiles(SpooledCalls.FolderOf(engine)));
        var content = await File.ReadAllBytesAsync(file);
        content[content.AsSpan().IndexOf("damaged"u8)] ^= 1;
        await File.WriteAllBytesAsync(file, content);

        using var next = engine.Make<CallSpool>();
        Assert.Equal(1, await next.RecoverAsync(CancellationToken.None));

        Assert.Equal($"{damaged}.unreadable", next.SetAside(damaged));
        Assert.Contains("the eamaged answer", await File.ReadAllTextAsync(Path.Combine(SpooledCalls.FolderOf(engine), $"{damaged}.unreadable"), Encoding.Latin1));
        Assert.Equal([$"{damaged}.unreadable"], Directory.GetFiles(SpooledCalls.FolderOf(engine)).Select(Path.GetFileName));
        Assert.Equal((CallState.Sending, CallState.Responded), (await SpooledCalls.StateAsync(engine, damaged), await SpooledCalls.StateAsync(engine, good)));
    }

    [Fact]
    public async Task Take_WhileAFileCannotBeRead_WaitsAndLetsNoCallGo()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (_, answered) = await SpooledCalls.AnsweredAsync(engine);
        var call = await SpooledCalls.SendingAsync(engine, answered, 1);
        var home = engine.Get<NodeIdentity>().Home;
        await using (var db = engine.Open()) await db.ModelCalls.Where(c => c.Id == call).ExecuteUpdateAsync(c => c.SetProperty(x => x.Node, home));
        var loop = Path.Combine(SpooledCalls.FolderOf(engine), $"{Guid.NewGuid():N}.log");
        File.CreateSymbolicLink(loop, loop);

        using var next = engine.Make<CallSpool>();
        await next.RecoverAsync(CancellationToken.None);
        await next.LetGoAsync(CancellationToken.None);
        Assert.Equal(SpoolRecovery.Waiting, await next.TakeAsync(call, CancellationToken.None));
        Assert.Equal(home, await NodeOfAsync(engine, call));
        File.Delete(loop);

        Assert.Equal(SpoolRecovery.None, await next.TakeAsync(call, CancellationToken.None));
        await next.LetGoAsync(CancellationToken.None);
        // SQLite has one node, to which all calls belong.
        Assert.Equal(kind == DatabaseKind.Postgres ? "" : home, await NodeOfAsync(engine, call));
    }

    private static async Task<string> NodeOfAsync(EngineFixture engine, ModelCallId call)
    {
        await using var db = engine.Open();
        return (await db.ModelCalls.AsNoTracking().SingleAsync(c => c.Id == call)).Node;
    }

    private static async Task<SendOutcome.Answered> AnswerAsync(EngineFixture engine, ModelCall answered) =>
        new(await engine.Get<CallLog>().AnswerAsync(answered, CancellationToken.None), answered.ProviderRef);

    private static IEnumerable<byte[]> Logs(EngineFixture engine) => Directory.GetFiles(SpooledCalls.FolderOf(engine), "*.log").Select(File.ReadAllBytes);
}

public sealed class CallSpoolTestsOnSqlite() : CallSpoolTests(DatabaseKind.Sqlite);

public sealed class CallSpoolTestsOnPostgres() : CallSpoolTests(DatabaseKind.Postgres);
