using System.Runtime.InteropServices;
using System.Text.Json;

namespace GenOps.Benchmarks;

/// <summary>
/// How fast GenOps is on this machine: <c>[--only engine,engine-postgres,overhead,scale-out,map,map-postgres,backlog,takeover] [--scale N]</c>.
/// Every figure stands beside another of the same run, as the machine's own speed is no merit. Prints a table, and JSON
/// into artifacts/benchmarks.json.
/// </summary>
public static class BenchmarkProgram
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly (string Name, Func<double, Task<IReadOnlyList<Figure>>> Measure)[] All =
    [
        ("engine", EngineBenchmark.OnSqliteAsync),
        ("engine-postgres", EngineBenchmark.OnPostgresAsync),
        ("overhead", OverheadBenchmark.MeasureAsync),
        ("scale-out", ScaleOutBenchmark.MeasureAsync),
        ("map", MapBenchmark.OnSqliteAsync),
        ("map-postgres", MapBenchmark.OnPostgresAsync),
        ("backlog", BacklogBenchmark.MeasureAsync),
        ("takeover", TakeoverBenchmark.MeasureAsync),
    ];

    public static async Task<int> Main(string[] args)
    {
        var only = Value(args, "--only")?.Split(',');
        var scale = double.TryParse(Value(args, "--scale"), out var given) && given > 0 ? given : 1;
        var unknown = only?.FirstOrDefault(name => All.All(b => b.Name != name));
        if (unknown is not null || args.Any(a => a is "--help" or "-h"))
        {
            await Console.Error.WriteLineAsync($"--only takes {string.Join(", ", All.Select(b => b.Name))}; --scale multiplies the number of runs (1).");
            return 2;
        }

        var figures = new List<Figure>();
        foreach (var (name, measure) in All.Where(b => only is null || only.Contains(b.Name)))
        {
            Console.WriteLine($"{name} …");
            foreach (var figure in await measure(scale))
            {
                figures.Add(figure with { Benchmark = name });
                Console.WriteLine($"  {figure.Name,-52} {figure.Amount,12:#,##0.##} {figure.Unit}");
            }
        }

        var file = Path.Combine(Testing.Repository.Root, "artifacts", "benchmarks.json");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(
            new { at = TimeProvider.System.GetUtcNow(), processors = Environment.ProcessorCount, system = RuntimeInformation.OSDescription, runtime = RuntimeInformation.FrameworkDescription, figures }, Json));
        Console.WriteLine(file);
        return 0;
    }

    private static string? Value(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
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
