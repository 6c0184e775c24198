using System.Text.RegularExpressions;

namespace GenOps.Core.Inference.Providers.Sandbox.Reading;

/// <summary>What can be read off an invoice or a similar paper. Each is null when it is not there.</summary>
internal static partial class InvoiceFields
{
    private static readonly Dictionary<string, string> Signs = new() { ["€"] = "EUR", ["£"] = "GBP", ["$"] = "USD", ["¥"] = "JPY" };

    /// <summary>The paper's own number.</summary>
    public static string? Number(string text)
    {
        foreach (var (label, value) in Labelled.Pairs(text))
        {
            if (NumberLabel().IsMatch(label) && value.Any(char.IsDigit))
                return value.Split(' ')[0].TrimEnd(',', '.');
        }

        return NumberInText().Match(text) is { Success: true } match ? match.Groups[1].Value.TrimEnd(',', '.') : null;
    }

    /// <summary>The date under a label that has one of these words, else the first date there is.</summary>
    public static DateOnly? Date(string text, params ReadOnlySpan<string> words)
    {
        var pairs = Labelled.Pairs(text);
        foreach (var word in words)
        {
            foreach (var (label, value) in pairs)
            {
                if (label.Contains(word, StringComparison.Ordinal) && Figures.Dates(value).Any())
                    return Figures.Dates(value).First();
            }
        }

        return Figures.Dates(text).Select(date => (DateOnly?)date).FirstOrDefault();
    }

    /// <summary>The three-letter code that stands by the amounts, or the code of their sign.</summary>
    public static string? Currency(string text)
    {
        var codes = CurrencyCode().Matches(text).Select(match => match.Value).CountBy(code => code).OrderByDescending(code => code.Value).ToList();
        if (codes.Count > 0)
            return codes[0].Key;
        return Signs.Where(sign => text.Contains(sign.Key, StringComparison.Ordinal)).Select(sign => sign.Value).FirstOrDefault();
    }

    /// <summary>The amount to pay.</summary>
    public static decimal? Total(string text) => Amount(text, PayLine()) ?? Amount(text, TotalLine());

    /// <summary>The amount before taxes.</summary>
    public static decimal? Net(string text) => Amount(text, NetLine());

    /// <summary>The taxes.</summary>
    public static decimal? Tax(string text)
    {
        var taxes = Lines(text, TaxLine()).Select(line => Figures.Numbers(line).ToList()).Where(numbers => numbers.Count > 0).Select(numbers => numbers[^1]).ToList();
        return taxes.Count == 0 ? null : taxes.Sum();
    }

    /// <summary>Who wants the money: the first line that is a company's name and not the addressee's.</summary>
    public static string? Supplier(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n').Select(line => Document.Plain(line).TrimStart('#', ' ')).ToList();
        var addressed = false;
        string? first = null;
        foreach (var line in lines)
        {
            if (line.Length == 0)
            {
                addressed = false;
                continue;
            }

            if (AddresseeLine().IsMatch(line))
            {
                addressed = true;
                continue;
            }

            if (addressed)
                continue;
            if (CompanyName().Match(line) is { Success: true } company)
                return company.Groups[1].Value.Trim();
            if (first is null && line.Length < 60 && !line.Contains(':') && line.Any(char.IsUpper) && !line.EndsWith(','))
                first = line;
        }

        return first;
    }

    private static decimal? Amount(string text, Regex label)
    {
        foreach (var line in Lines(text, label))
        {
            var numbers = Figures.Numbers(Percent().Replace(line, "")).ToList();
            if (numbers.Count > 0)
                return numbers[^1];
        }

        return null;
    }

    private static IEnumerable<string> Lines(string text, Regex label) =>
        text.ReplaceLineEndings("\n").Split('\n').Select(line => Document.Plain(line.Replace('|', ' '))).Where(line => label.IsMatch(line));

    [GeneratedRegex(@"^(invoice|rechnung|bill|statement|document|receipt|order)?[- ]*(number|no|nr|nummer|id|ref|reference)\.?$|^(invoice|rechnung)$")]
    private static partial Regex NumberLabel();

    [GeneratedRegex(@"\b(?:invoice|rechnung|bill)\s+(?:(?:number|no|nr|id)\b\.?:?\s*)?([A-Z0-9]+[-/]?\d[\w/-]*)", RegexOptions.IgnoreCase)]
    private static partial Regex NumberInText();

    [GeneratedRegex(@"\b(?:EUR|USD|GBP|CHF|JPY|SEK|NOK|DKK|PLN|CZK|HUF|AUD|CAD|NZD|CNY|INR|BRL|MXN|ZAR|SGD|HKD|KRW|TRY)\b")]
    private static partial Regex CurrencyCode();

    [GeneratedRegex(@"\b(total to pay|amount due|balance due|to pay|grand total|total due|invoice total|zahlbetrag|gesamtbetrag|rechnungsbetrag)\b", RegexOptions.IgnoreCase)]
    private static partial Regex PayLine();

    [GeneratedRegex(@"^\W*(total|gesamt|summe|sum)\b", RegexOptions.IgnoreCase)]
    private static partial Regex TotalLine();

    [GeneratedRegex(@"\b(sub-?total|net total|net|netto|zwischensumme)\b", RegexOptions.IgnoreCase)]
    private static partial Regex NetLine();

    [GeneratedRegex(@"^\W*(vat|tax|sales tax|mwst|ust|umsatzsteuer)\b(?!\s+(id|number|no))", RegexOptions.IgnoreCase)]
    private static partial Regex TaxLine();

    [GeneratedRegex(@"^\W*(bill(ed)?\s*to|invoice\s*to|ship\s*to|deliver\s*to|customer|rechnung\s+an|to|an)\b", RegexOptions.IgnoreCase)]
    private static partial Regex AddresseeLine();

    [GeneratedRegex(@"(?:^|,\s*)((?:\p{Lu}[\p{L}&'’.-]*\s+){1,5}(?:GmbH|AG|KG|OHG|UG|Ltd|Limited|Inc|LLC|LLP|PLC|plc|Corp|Corporation|Company|Co|SA|S\.A\.|SARL|BV|B\.V\.|NV|AB|AS|Oy|SpA|S\.p\.A\.|Service|Services|Group|Bros))\b\.?")]
    private static partial Regex CompanyName();

    [GeneratedRegex(@"\d+(?:[.,]\d+)?\s*%")]
    private static partial Regex Percent();
}
