using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Starts.Schedules;

/// <summary>
/// The inputs of one occurrence: in the texts of a schedule, <c>{{ occurrence.date }}</c> and <c>{{ occurrence.time }}</c> stand for its time
/// in the schedule's zone, <c>{{ occurrence.utc }}</c> for the same in UTC. So a backfill over last week's days works on last week's days.
/// </summary>
public static partial class OccurrenceInputs
{
    private static readonly string[] Names = ["date", "time", "utc"];

    /// <summary>The inputs with the placeholders filled in.</summary>
    /// <param name="inputs">As the schedule keeps them.</param>
    /// <param name="occursAt">UTC.</param>
    /// <param name="timeZone">The schedule's zone.</param>
    public static IReadOnlyDictionary<string, InputValue> For(string inputs, DateTime occursAt, string timeZone)
    {
        var local = ScheduleClock.Local(occursAt, timeZone);
        var filled = new JsonObject();
        foreach (var (name, node) in Json.Parse(inputs)!.AsObject())
        {
            filled[name] = node?.GetValueKind() == JsonValueKind.String
                ? Placeholder().Replace(node.GetValue<string>(), m => Fill(m, local, occursAt))
                : node?.DeepClone();
        }

        return InputValue.FromJson(filled);
    }

    /// <summary>Placeholders that stand for nothing, by input.</summary>
    public static IEnumerable<FieldProblem> Check(IReadOnlyDictionary<string, InputValue> inputs) =>
        from input in inputs
        where input.Value is InputValue.Text
        from Match match in Placeholder().Matches(((InputValue.Text)input.Value).Value)
        where !Names.Contains(match.Groups[1].Value)
        select new FieldProblem(input.Key, $"'{match.Value}' stands for nothing.", $"An occurrence has {string.Join(", ", Names.Select(n => $"{{{{ occurrence.{n} }}}}"))}.");

    private static string Fill(Match match, DateTimeOffset local, DateTime utc) => match.Groups[1].Value switch
    {
        "date" => local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        "time" => local.ToString("HH:mm", CultureInfo.InvariantCulture),
        "utc" => utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        _ => match.Value,
    };

    [GeneratedRegex(@"\{\{\s*occurrence\.(\w+)\s*\}\}")]
    private static partial Regex Placeholder();
}
