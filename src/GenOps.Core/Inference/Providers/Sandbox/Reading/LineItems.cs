using System.Text.RegularExpressions;

namespace GenOps.Core.Inference.Providers.Sandbox.Reading;

/// <summary>One position of an invoice or another table with amounts.</summary>
internal sealed record LineItem(string Description, decimal Quantity, decimal UnitPrice, decimal Amount);

/// <summary>Finds positions in Markdown tables and in columns parted by spaces.</summary>
internal static partial class LineItems
{
    /// <summary>The positions, in order; lines of totals and taxes are none.</summary>
    public static IReadOnlyList<LineItem> Of(string text)
    {
        var items = new List<LineItem>();
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (Read(line, after: items.Count > 0) is { } item)
                items.Add(item);
        }

        return items;
    }

    private static LineItem? Read(string line, bool after)
    {
        var cells = (line.TrimStart().StartsWith('|') ? line.Trim().Trim('|').Split('|') : Gap().Split(line.Trim()))
            .Select(cell => Document.Plain(cell))
            .Where(cell => cell.Length > 0)
            .ToList();
        if (cells.Count > 2 && int.TryParse(cells[0], out _) && cells[1].Any(char.IsLetter))
            cells.RemoveAt(0);
        if (cells.Count < 2 || !cells[0].Any(char.IsLetter) || TotalLine().IsMatch(cells[0]))
            return null;
        var negative = cells.Skip(1).Any(cell => cell is "-" or "−" or "–");
        var numbers = cells.Skip(1).Where(cell => cell.Length < 24).SelectMany(cell => Figures.Numbers(cell).Take(1)).ToList();
        if (numbers.Count >= 3)
            return new LineItem(cells[0], numbers[0], numbers[^2], numbers[^1]);
        if (numbers.Count == 2 && cells.Count <= 4)
            return numbers[0] == 0 ? null : new LineItem(cells[0], numbers[0], Math.Round(numbers[1] / numbers[0], 4), numbers[1]);
        // A line with one amount alone is a position only among others, such as a credit.
        if (!after || numbers.Count != 1 || !AmountPattern().IsMatch(cells[^1]))
            return null;
        var amount = negative ? -Math.Abs(numbers[0]) : numbers[0];
        return new LineItem(cells[0], 1, amount, amount);
    }

    [GeneratedRegex(@"\s{2,}|\t+")]
    private static partial Regex Gap();

    [GeneratedRegex(@"^\W*(sub-?total|total|net|gross|vat|tax|amount|balance|due|sum|summe|gesamt|netto|brutto|mwst|ust|iban|zwischensumme|payable)\b", RegexOptions.IgnoreCase)]
    private static partial Regex TotalLine();

    [GeneratedRegex(@"\d[.,]\d{2}\D*$")]
    private static partial Regex AmountPattern();
}
