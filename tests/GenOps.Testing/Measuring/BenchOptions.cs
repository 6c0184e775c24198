using System.Globalization;

namespace GenOps.Testing.Measuring;

/// <summary>What a run of the benchmarks was asked for.</summary>
/// <param name="Only">The benchmarks to run, by name; null for all.</param>
/// <param name="Scale">Multiplies the number of runs; above 0.</param>
/// <param name="Before">An older revision to stand beside; null for none.</param>
/// <param name="Peers">Whether other engines stand beside.</param>
public sealed record BenchOptions(IReadOnlyList<string>? Only, double Scale, string? Before, bool Peers)
{
    /// <summary>Reads a command line; a word nobody knows is refused, as a measurement without it would be another one.</summary>
    /// <param name="arguments">As the program was given them.</param>
    /// <param name="names">The benchmarks there are.</param>
    /// <exception cref="ArgumentException">An option or a name is unknown, or a value is missing or no number above 0.</exception>
    public static BenchOptions Parse(IReadOnlyList<string> arguments, IReadOnlyCollection<string> names)
    {
        var options = new BenchOptions(null, 1, null, false);
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            options = name switch
            {
                "--peers" => options with { Peers = true },
                "--only" => options with { Only = Known(Value(), names) },
                "--scale" => options with { Scale = Factor(Value()) },
                "--before" => options with { Before = Value() },
                _ => throw new ArgumentException($"{name} is no option."),
            };

            string Value() => i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal)
                ? arguments[++i]
                : throw new ArgumentException($"{name} needs a value.");
        }

        return options;
    }

    private static string[] Known(string list, IReadOnlyCollection<string> names)
    {
        var asked = list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (asked.Length == 0) throw new ArgumentException("--only needs a value.");
        return asked.FirstOrDefault(name => !names.Contains(name)) is { } unknown ? throw new ArgumentException($"{unknown} is no benchmark.") : asked;
    }

    private static double Factor(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var scale) && scale > 0 && double.IsFinite(scale)
            ? scale
            : throw new ArgumentException($"--scale takes a number above 0, not {text}.");
}
