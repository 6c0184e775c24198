using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Runs;
using GenOps.Core.Tests.Runs.Engine;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Inference.Protocol;

/// <summary>What becomes of answers that a former life, or a former build, left in the spool as files.</summary>
public abstract class SpoolTests(DatabaseKind kind)
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"Body\":7}")]
    [InlineData("{\"Call\":\"\\ud83d\",\"Body\":\"YQ==\"}")]
    public async Task Recover_DamagedFileBesideAnother_IsSetAsideByNameAndTheOtherRecorded(string content)
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (_, answered) = await SpooledCalls.AnsweredAsync(engine);
        var good = await SpooledCalls.SendingAsync(engine, answered, 1);
        var damaged = Id.New<ModelCallId>();
        await File.WriteAllTextAsync(Spooled(engine, damaged), content);
        await SpoolAsync(engine, good, answered);

        Assert.Equal(1, await engine.Get<CallSpool>().RecoverAsync(CancellationToken.None));

        Assert.Equal(CallState.Responded, await SpooledCalls.StateAsync(engine, good));
        Assert.Equal([$"{damaged}.unreadable"], Directory.GetFiles(Path.Combine(engine.Folder, "spool")).Select(Path.GetFileName));
        Assert.Equal(0, await engine.Get<CallSpool>().RecoverAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Recover_AnswerThatCannotBeRecorded_StaysAndKeepsNoOtherBack()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (_, answered) = await SpooledCalls.AnsweredAsync(engine);
        var good = await SpooledCalls.SendingAsync(engine, answered, 1);
        var unknown = new ModelCallId(Guid.Empty);
        await SpoolAsync(engine, unknown, answered);
        await SpoolAsync(engine, good, answered);

        Assert.Equal(1, await engine.Get<CallSpool>().RecoverAsync(CancellationToken.None));

        Assert.Equal(CallState.Responded, await SpooledCalls.StateAsync(engine, good));
        Assert.Equal([$"{unknown}.json"], Directory.GetFiles(Path.Combine(engine.Folder, "spool")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Recover_TheSameAnswerAgain_ChangesNothing()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (run, answered) = await SpooledCalls.AnsweredAsync(engine);
        var before = (await engine.LedgerAsync(run), (await engine.CallsAsync(run)).Single().State);
        await SpoolAsync(engine, answered.Id, answered);

        await engine.Get<CallSpool>().RecoverAsync(CancellationToken.None);

        Assert.Equal(before, (await engine.LedgerAsync(run), (await engine.CallsAsync(run)).Single().State));
        Assert.Empty(Directory.GetFiles(Path.Combine(engine.Folder, "spool")));
    }

    [Theory]
    [InlineData(CallState.Intent, CallState.Responded)]
    [InlineData(CallState.Sending, CallState.Responded)]
    [InlineData(CallState.InDoubt, CallState.Responded)]
    [InlineData(CallState.Rejected, CallState.LateCharge)]
    [InlineData(CallState.Superseded, CallState.LateCharge)]
    [InlineData(CallState.Resubmitted, CallState.LateCharge)]
    [InlineData(CallState.WrittenOff, CallState.LateCharge)]
    public async Task Recover_AnswerOfACallInAnyStateWithoutOne_IsKeptAndBooked(CallState state, CallState becomes)
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (run, answered) = await SpooledCalls.AnsweredAsync(engine);
        var late = await SpooledCalls.SendingAsync(engine, answered, 1);
        await using (var db = engine.Open())
            await db.ModelCalls.Where(c => c.Id == late).ExecuteUpdateAsync(c => c.SetProperty(x => x.State, state));
        await SpoolAsync(engine, late, answered);

        Assert.Equal(1, await engine.Get<CallSpool>().RecoverAsync(CancellationToken.None));

        var calls = await engine.CallsAsync(run);
        var kept = calls.Single(c => c.Id == late);
        Assert.Equal((becomes, answered.AnswerHash, answered.CostNanos), (kept.State, kept.AnswerHash, kept.CostNanos));
        Assert.Equal(2 * answered.CostNanos!.Value, (await engine.LedgerAsync(run)).Nanos);
        Assert.Empty(Directory.GetFiles(Path.Combine(engine.Folder, "spool")));
    }

    [Theory]
    [InlineData(CallState.Responded)]
    [InlineData(CallState.Applied)]
    [InlineData(CallState.Unusable)]
    [InlineData(CallState.LateCharge)]
    public async Task Recover_AnotherAnswerOfAnAnsweredCall_IsKeptAndBookedOnceAsADuplicate(CallState state)
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (run, answered) = await SpooledCalls.AnsweredAsync(engine);
        await using (var db = engine.Open()) await db.ModelCalls.ExecuteUpdateAsync(c => c.SetProperty(x => x.State, state));

        foreach (var _ in Enumerable.Range(0, 2))
        {
            var body = await SpoolAnotherAsync(engine, answered, "another");
            Assert.Equal(1, await engine.Get<CallSpool>().RecoverAsync(CancellationToken.None));

            await using var db = engine.Open();
            var entries = await db.LedgerEntries.AsNoTracking().Where(e => e.RunId == run).OrderBy(e => e.Revision).ToListAsync();
            Assert.Equal([(false, answered.CostNanos), (true, answered.CostNanos)], entries.Select(e => (e.Duplicate, (long?)e.Amount.Nanos)));
            var kept = await db.DuplicateAnswers.SingleAsync();
            Assert.Equal((answered.Id, "another"), (kept.CallId, kept.ProviderRef));
            Assert.Equal(body, await BlobStore.GetAsync(db, kept.AnswerHash, CancellationToken.None));
            Assert.Equal(state, await SpooledCalls.StateAsync(engine, answered.Id));
        }
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Recover_OtherBytesOfTheSameAnswerOrOfAKeyThatIsChargedOnce_ChangeNothing(bool idempotent, bool sameReference)
    {
        await using var engine = await EngineFixture.StartAsync(kind, idempotent: idempotent);
        var (run, answered) = await SpooledCalls.AnsweredAsync(engine);
        var before = await engine.LedgerAsync(run);
        await SpoolAnotherAsync(engine, answered, sameReference ? answered.ProviderRef : "another");

        await engine.Get<CallSpool>().RecoverAsync(CancellationToken.None);

        Assert.NotEmpty(answered.ProviderRef);
        Assert.Equal(before, await engine.LedgerAsync(run));
        Assert.Empty(Directory.GetFiles(Path.Combine(engine.Folder, "spool")));
    }

    [Theory]
    [InlineData(true, "cannot be read")]
    [InlineData(false, "no answer of it was kept")]
    public async Task Drive_SendingOfAFormerLife_IsInDoubtWithTrueWords(bool damaged, string words)
    {
        await using var engine = await EngineFixture.StartAsync(kind, InDoubtPolicy.Hold);
        var (_, answered) = await SpooledCalls.AnsweredAsync(engine);
        await using (var db = engine.Open())
        {
            await db.ModelCalls.ExecuteUpdateAsync(c => c.SetProperty(x => x.State, CallState.Sending).SetProperty(x => x.AnswerHash, (BlobHash?)null));
            await db.StepRuns.ExecuteUpdateAsync(s => s.SetProperty(x => x.State, StepState.Ready));
            await db.Runs.ExecuteUpdateAsync(r => r.SetProperty(x => x.State, RunState.Running).SetProperty(x => x.EndedAt, (DateTime?)null));
        }

        if (damaged) await File.WriteAllTextAsync(Spooled(engine, answered.Id), "{");
        await engine.DriveAsync(answered.RunId);

        var call = Assert.Single(await engine.CallsAsync(answered.RunId));
        Assert.Equal(CallState.InDoubt, call.State);
        Assert.Contains(words, call.Problem);
        Assert.DoesNotContain("worker ended", call.Problem);
        Assert.Single(engine.Provider.Bills());
    }

    private static string Spooled(EngineFixture engine, ModelCallId call) => Path.Combine(engine.Folder, "spool", $"{call}.json");

    private static async Task SpoolAsync(EngineFixture engine, ModelCallId call, ModelCall answered)
    {
        var body = await engine.Get<CallLog>().AnswerAsync(answered, CancellationToken.None);
        await File.WriteAllTextAsync(Spooled(engine, call), JsonSerializer.Serialize(new { Call = call, Body = body, ProviderRef = "ref" }));
    }

    /// <summary>What the same question was answered another time, under another name.</summary>
    private static async Task<byte[]> SpoolAnotherAsync(EngineFixture engine, ModelCall answered, string reference)
    {
        var answer = JsonNode.Parse(await engine.Get<CallLog>().AnswerAsync(answered, CancellationToken.None))!;
        answer["id"] = "chatcmpl-" + reference;
        var body = Encoding.UTF8.GetBytes(answer.ToJsonString());
        await File.WriteAllTextAsync(Spooled(engine, answered.Id), JsonSerializer.Serialize(new { Call = answered.Id, Body = body, ProviderRef = reference }));
        return body;
    }
}

public sealed class SpoolTestsOnSqlite() : SpoolTests(DatabaseKind.Sqlite);

public sealed class SpoolTestsOnPostgres() : SpoolTests(DatabaseKind.Postgres);
