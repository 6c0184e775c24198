using System.ClientModel;
using System.ClientModel.Primitives;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using OpenAI;
using OpenAI.Chat;

namespace GenOps.Benchmarks;

/// <summary>What GenOps adds to one call, over the bare OpenAI SDK against the same provider, one after the other.</summary>
internal static class OverheadBenchmark
{
    public static async Task<IReadOnlyList<Figure>> MeasureAsync(double scale)
    {
        var count = Measuring.Scaled(150, scale);
        await using var provider = await InstantProvider.StartAsync();
        var bare = await BareAsync(provider, count * 3);
        await using var server = await BenchServer.StartAsync(provider, runsAtOnce: 1);
        await server.MeasureAsync(count, warmUp: Measuring.Scaled(40, scale));
        await using var db = server.Open();
        var last = count * 3;
        var calls = await db.ModelCalls.OrderByDescending(c => c.Id).Take(last).Select(c => new { c.StepRunId, c.SentAt, c.EndedAt }).ToListAsync();
        var steps = (await db.StepRuns.Select(s => new { s.Id, s.StartedAt, s.EndedAt }).ToListAsync()).ToDictionary(s => s.Id);
        var own = calls.ConvertAll(c => (c.EndedAt!.Value - c.SentAt!.Value).TotalMilliseconds);
        var whole = calls.ConvertAll(c => (steps[c.StepRunId].EndedAt!.Value - steps[c.StepRunId].StartedAt!.Value).TotalMilliseconds);
        return
        [
            .. Of("the bare SDK", bare, 0),
            .. Of("added on the call's own path (sent to recorded)", own, 1, bare),
            .. Of("added by the whole step (claimed to applied)", whole, 1, bare),
        ];
    }

    private static IEnumerable<Figure> Of(string name, IReadOnlyList<double> values, int less, IReadOnlyList<double>? bare = null) =>
        new[] { 0.5, 0.99 }.Select(share => new Figure(
            $"{name}, p{share * 100:0}", Measuring.Percentile(values, share) - (less == 0 ? 0 : Measuring.Percentile(bare!, share)), "ms"));

    private static async Task<List<double>> BareAsync(InstantProvider provider, int count)
    {
        var client = new ChatClient(InstantProvider.Model, new ApiKeyCredential("key"), new OpenAIClientOptions { Endpoint = provider.Address, RetryPolicy = new ClientRetryPolicy(0) });
        var took = new List<double>();
        for (var i = -100; i < count; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await client.CompleteChatAsync("Sum up: a text.");
            if (i >= 0) took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return took;
    }
}
