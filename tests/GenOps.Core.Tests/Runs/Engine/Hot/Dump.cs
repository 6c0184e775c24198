using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Ledger;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Outputs;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace GenOps.Core.Tests.Runs.Engine.Hot;

/// <summary>The rows of an engine, as lines that can be compared.</summary>
internal static partial class Dump
{
    private static readonly Type[] OfRuns =
    [
        typeof(Run), typeof(StepRun), typeof(ModelCall), typeof(UsageLine), typeof(RouteDecision), typeof(LedgerEntry), typeof(Circuit),
        typeof(Output), typeof(OutputRevision), typeof(Artifact), typeof(BudgetAccount), typeof(BudgetReservation), typeof(CallLimit),
    ];

    private static readonly Type[] All = [.. OfRuns, typeof(Hold), typeof(BudgetWait), typeof(Blob), typeof(OutboxMessage)];

    /// <summary>All that runs leave, without what differs from run to run by nature: ids stand by what they name, times by whether they are set.</summary>
    public static Task<List<string>> OfAsync(GenOpsDbContext db) => LinesAsync(db, OfRuns, Shown);

    /// <summary>Every value of every row that a unit could write.</summary>
    public static Task<List<string>> RawAsync(GenOpsDbContext db) => LinesAsync(db, All, (_, value) => value switch
    {
        byte[] bytes => Convert.ToHexString(bytes),
        DateTime at => at.ToString("O", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null",
    });

    private static async Task<List<string>> LinesAsync(GenOpsDbContext db, Type[] tables, Func<string, object?, string> shown)
    {
        var lines = new List<string>();
        foreach (var table in tables)
        {
            var entity = db.Model.FindEntityType(table)!;
            var rows = await (Task<List<object>>)typeof(Dump).GetMethod(nameof(ReadAsync), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(table).Invoke(null, [db])!;
            lines.AddRange(rows.Select(row => $"{table.Name} {string.Join(' ', Columns(entity, row, shown))}").Order(StringComparer.Ordinal));
        }

        return lines;
    }

    private static async Task<List<object>> ReadAsync<T>(GenOpsDbContext db)
        where T : class => [.. await db.Set<T>().AsNoTracking().ToListAsync()];

    private static IEnumerable<string> Columns(IEntityType entity, object row, Func<string, object?, string> shown)
    {
        foreach (var property in entity.GetProperties().Where(p => !p.IsShadowProperty()))
            yield return $"{property.Name}={shown(NameOf(property, row), property.PropertyInfo!.GetValue(row))}";
        if (row is LedgerEntry entry) yield return $"Amount={entry.Amount.Nanos}";
    }

    /// <summary>What a delivery gives names the run.</summary>
    private static string NameOf(IProperty property, object row) => row is StepRun { Kind: "publish" } && property.Name == nameof(StepRun.OutputHash) ? "Node" : property.Name;

    private static string Shown(string name, object? value) => value switch
    {
        null => "null",
        DateTime => "set",
        _ when value.GetType().GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>)) => "id",
        Guid => "id",
        string text when Guid.TryParse(text, out _) => "id",
        _ when name is "LeaseOwner" or "Node" or "PriceEntries" or "AnswerHash" or "ProviderRef" or "RequestsLeft" or "TokensLeft" => value.ToString()!.Length > 0 ? "set" : "empty",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => Minute().Replace(value.ToString()!, "a time"),
    };

    [GeneratedRegex(@"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)? UTC")]
    private static partial Regex Minute();
}
