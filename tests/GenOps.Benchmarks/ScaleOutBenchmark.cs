using GenOps.Testing;
using GenOps.Testing.Processes;

namespace GenOps.Benchmarks;

/// <summary>Runs a second with one, two and three workers, where a provider takes 300 ms to answer.</summary>
internal static class ScaleOutBenchmark
{
    // So few that the machine's processors, which all workers share, are not what is measured.
    private const int RunsAtOnce = 1;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(double scale)
    {
        var certificate = KeysCertificate.Make();
        await using var provider = await InstantProvider.StartAsync(TimeSpan.FromMilliseconds(300));
        var figures = new List<Figure>();
        foreach (var workers in new[] { 1, 2, 3 })
        {
            await using var postgres = await PostgresServer.StartAsync(durable: true);
            var connection = await postgres.CreateDatabaseAsync("scale");
            await using var server = await BenchServer.StartWorkersAsync(provider, workers, RunsAtOnce, connection, certificate);
            var chains = await server.MeasureAsync(Measuring.Scaled(30 * workers, scale), warmUp: Measuring.Scaled(5 * workers, scale));
            figures.Add(new Figure($"{workers} worker{(workers > 1 ? "s" : "")}", chains.Rate, "chains/s"));
            if (workers > 1) figures.Add(new Figure($"{workers} workers against {workers} times one", 100 * chains.Rate / (workers * figures[0].Amount), "%"));
        }

        File.Delete(certificate);
        return figures;
    }
}
