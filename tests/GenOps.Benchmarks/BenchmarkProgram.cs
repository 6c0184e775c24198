using System.Runtime.InteropServices;
using System.Text.Json;
using GenOps.Testing.Measuring;

namespace GenOps.Benchmarks;

/// <summary>
/// How fast GenOps is on this machine:
/// <c>[--only engine,engine-postgres,placing,overhead,scale-out,map,map-postgres,backlog,takeover,kpi,kpi-postgres,kpi-before,keeper,keeper-postgres,browser] [--scale N] [--before REV] [--peers]</c>.
/// Every figure stands beside another of the same run, as the machine's own speed is no merit. Prints a table, and JSON
/// into artifacts/benchmarks.json.
/// </summary>
public static class BenchmarkProgram
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly (string Name, Func<BenchOptions, Task<IReadOnlyList<Figure>>> Measure)[] All =
    [
        ("engine", EngineBenchmark.OnSqliteAsync),
        ("engine-postgres", EngineBenchmark.OnPostgresAsync),
        ("placing", o => PlacingBenchmark.MeasureAsync(o.Scale)),
        ("overhead", o => OverheadBenchmark.MeasureAsync(o.Scale)),
        ("scale-out", o => ScaleOutBenchmark.MeasureAsync(o.Scale)),
        ("map", o => MapBenchmark.OnSqliteAsync(o.Scale)),
        ("map-postgres", o => MapBenchmark.OnPostgresAsync(o.Scale)),
        ("backlog", o => BacklogBenchmark.MeasureAsync(o.Scale)),
        ("takeover", o => TakeoverBenchmark.MeasureAsync(o.Scale)),
        ("kpi", o => KpiBenchmark.OnSqliteAsync(o.Scale)),
        ("kpi-postgres", o => KpiBenchmark.OnPostgresAsync(o.Scale)),
        ("kpi-before", KpiBefore.MeasureAsync),
        ("keeper", KeeperBenchmark.OnSqliteAsync),
        ("keeper-postgres", KeeperBenchmark.OnPostgresAsync),
        ("browser", o => BrowserBenchmark.MeasureAsync(o.Scale)),
    ];

    public static async Task<int> Main(string[] args)
    {
        BenchOptions options;
        try
        {
            options = BenchOptions.Parse(args, [.. All.Select(b => b.Name)]);
        }
        catch (ArgumentException e)
        {
            await Console.Error.WriteLineAsync(
                $"""
                {e.Message}
                --only takes {string.Join(", ", All.Select(b => b.Name))}; --scale multiplies the number of runs (1).
                engine and engine-postgres stand beside the build of an older revision with --before REV, beside other engines with --peers.
                """);
            return 2;
        }

        var figures = new List<Figure>();
        foreach (var (name, measure) in All.Where(b => options.Only?.Contains(b.Name) != false))
        {
            Console.WriteLine($"{name} …");
            foreach (var figure in await measure(options))
            {
                figures.Add(figure with { Benchmark = name });
                Console.WriteLine($"  {figure.Name,-72} {figure.Amount,12:#,##0.##} {figure.Unit}");
            }
        }

        var file = Path.Combine(Testing.Repository.Root, "artifacts", "benchmarks.json");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(
            new { at = TimeProvider.System.GetUtcNow(), processors = Environment.ProcessorCount, system = RuntimeInformation.OSDescription, runtime = RuntimeInformation.FrameworkDescription, figures }, Json));
        Console.WriteLine(file);
        return 0;
    }
}

/// <summary>One figure.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Amount">In the unit.</param>
/// <param name="Unit">Such as <c>chains/s</c>.</param>
public sealed record Figure(string Name, double Amount, string Unit)
{
    /// <summary>Which benchmark it is from.</summary>
    public string Benchmark { get; init; } = "";
}
