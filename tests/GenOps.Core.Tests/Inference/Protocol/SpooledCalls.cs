using GenOps.Core.Calls;
using GenOps.Core.Inference;
using GenOps.Core.Tests.Runs.Engine;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Inference.Protocol;

/// <summary>Calls whose answers lie in the spool.</summary>
internal static class SpooledCalls
{
    /// <summary>A pipeline of one call.</summary>
    public const string OneCall = """
        name: one
        input: { notes: text }
        steps:
          - id: text
            prompt: { tier: small, template: "Shorten: {{ input.notes }}" }
        outputs:
          - name: text
            artifacts: [text]
        """;

    /// <summary>A run of one call that has ended, with an empty spool.</summary>
    public static async Task<(RunId Run, ModelCall Call)> AnsweredAsync(EngineFixture engine)
    {
        var (run, _) = await engine.RunAsync(OneCall, ("notes", "Search is faster."));
        Directory.CreateDirectory(FolderOf(engine));
        return (run, Assert.Single(await engine.CallsAsync(run)));
    }

    public static string FolderOf(EngineFixture engine) => Path.Combine(engine.Folder, "spool");

    public static async Task<CallState> StateAsync(EngineFixture engine, ModelCallId call)
    {
        await using var db = engine.Open();
        return (await db.ModelCalls.AsNoTracking().SingleAsync(c => c.Id == call)).State;
    }

    /// <summary>A call that a process sent and died over.</summary>
    public static async Task<ModelCallId> SendingAsync(EngineFixture engine, ModelCall like, int ordinal)
    {
        await using var db = engine.Open();
        var call = Like(like, ordinal, CallState.Sending);
        db.Add(call);
        await db.SaveChangesAsync();
        return call.Id;
    }

    /// <summary>A call of the same step.</summary>
    public static ModelCall Like(ModelCall like, int ordinal, CallState state) => new()
    {
        Id = Id.New<ModelCallId>(),
        RunId = like.RunId,
        StepRunId = like.StepRunId,
        Generation = 0,
        Ordinal = ordinal,
        Attempt = 0,
        Purpose = CallPurpose.Production,
        Money = like.Money,
        Provider = like.Provider,
        Model = like.Model,
        Tier = like.Tier,
        Kind = like.Kind,
        Node = "dead",
        State = state,
        RequestHash = like.RequestHash,
        CreatedAt = like.CreatedAt,
        SentAt = like.SentAt,
    };
}
