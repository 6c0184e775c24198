using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GenOps.Core.Inference.Providers.Sandbox.Reading;

namespace GenOps.Core.Inference.Providers.Sandbox.Writing;

/// <summary>Finds the value of a property in a text by the property's name and description.</summary>
internal sealed partial class FieldFinder(Assignment assignment, Document document, LineItem? line = null, Block? block = null)
{
    private IReadOnlyList<Block>? ranked;

    /// <summary>The text that is looked through.</summary>
    public Document Document => document;

    /// <summary>The text as it was given.</summary>
    public string Source => block?.Text ?? document.Text;

    private IReadOnlyList<Block> Ranked => ranked ??= block is null ? Ranking.Of(document, assignment.Tier) : [block];

    private string? FirstHeading => document.Headings.Count > 0 ? document.Headings[0] : null;

    /// <summary>The same, for one position of a table.</summary>
    public FieldFinder At(LineItem item) => new(assignment, document, item);

    /// <summary>The same, for one paragraph or item.</summary>
    public FieldFinder At(Block part) => new(assignment, document, null, part);

    /// <summary>The positions of a table, where the items of an array look like those; empty for none.</summary>
    public IReadOnlyList<LineItem> LineItems(JsonElement item) =>
        item.TryGetProperty("properties", out var properties)
        && properties.EnumerateObject().Any(property => AmountName().IsMatch(property.Name))
            ? Reading.LineItems.Of(document.Text)
            : [];

    /// <summary>The choice that the text speaks of most; else one that says so; else the first.</summary>
    public JsonNode? Choice(JsonElement choices)
    {
        var words = Terms.Of(Source).CountBy(term => term).ToDictionary();
        var best = choices.EnumerateArray()
            .Where(choice => choice.ValueKind == JsonValueKind.String)
            .Select(choice => (Choice: choice, Count: Terms.Of(choice.GetString()!.Replace('_', ' ')).Sum(term => words.GetValueOrDefault(term))))
            .OrderByDescending(scored => scored.Count)
            .FirstOrDefault();
        if (best.Count > 0)
            return Json.Parse(best.Choice.GetRawText());
        var open = choices.EnumerateArray().FirstOrDefault(choice => choice.ValueKind == JsonValueKind.String && OpenChoice().IsMatch(choice.GetString()!));
        return Json.Parse((open.ValueKind == JsonValueKind.Undefined ? choices[0] : open).GetRawText());
    }

    /// <summary>The number that a property asks for; 0 when the text does not tell.</summary>
    public decimal Number(string name, string description, bool whole)
    {
        var key = Key(name);
        if (line is not null)
        {
            if (key.Contains("quant") || key is "qty" or "count" or "pieces") return line.Quantity;
            if (key.Contains("price") || key.Contains("rate") || key.Contains("unit")) return line.UnitPrice;
            if (AmountName().IsMatch(name)) return line.Amount;
        }

        if (block is null)
        {
            if (key.Contains("net") || key.Contains("subtotal")) return InvoiceFields.Net(Source) ?? 0;
            if (key is "tax" or "vat" || key.Contains("taxamount") || key.Contains("vatamount")) return InvoiceFields.Tax(Source) ?? 0;
            if (key.Contains("total") || key.Contains("amount") || key is "due" or "sum" or "gross") return InvoiceFields.Total(Source) ?? 0;
        }

        if (key.Contains("score") || key.Contains("confidence"))
            return Math.Round((decimal)Terms.Overlap(Terms.Of(assignment.Instruction), Terms.Of(Source).ToHashSet()), 2);
        var words = Terms.Of(Spaced(name) + " " + description).ToHashSet();
        foreach (var (label, value) in Labelled.Pairs(Source))
        {
            if (Terms.Of(label).Any(words.Contains) && Figures.Numbers(value).Select(number => (decimal?)number).FirstOrDefault() is { } labelled)
                return labelled;
        }

        var sentence = document.Sentences.FirstOrDefault(sentence => Terms.Of(sentence).Any(words.Contains) && Figures.Numbers(sentence).Any());
        return sentence is null ? 0 : Figures.Numbers(sentence).FirstOrDefault(number => !whole || number == decimal.Truncate(number));
    }

    /// <summary>True when the text has the words of a property such as <c>is_urgent</c>.</summary>
    public bool Speaks(string name, string description)
    {
        var words = Terms.Of(Spaced(name)).Where(term => term is not "is" and not "has").DefaultIfEmpty(description).ToList();
        var present = Terms.Of(Source).ToHashSet();
        return words.Count > 0 && words.All(present.Contains);
    }

    /// <summary>The string that a property asks for; empty when the text does not tell.</summary>
    public string Text(string name, JsonElement schema)
    {
        var key = Key(name);
        if (assignment.Details.TryGetValue(name, out var given) && given.Length > 0 && block is null && line is null)
            return given;
        if (line is not null)
            return line.Description;
        return SchemaWords.Text(schema, "format") switch
        {
            "date" => Day(key),
            "date-time" => Day(key) is { Length: > 0 } day ? day + "T00:00:00Z" : "",
            "email" => Email().Match(Source).Value,
            "uri" => Link().Match(Source).Value,
            _ => Named(key, SchemaWords.Description(schema)) ?? Nearest(name, SchemaWords.Description(schema)),
        };
    }

    /// <summary>Strings for a list: phrases for tags, questions for questions, else what ranks highest.</summary>
    public IEnumerable<string> List(string name, int most)
    {
        var key = Key(name);
        if (key.Contains("tag") || key.Contains("keyword") || key.Contains("topic") || key.Contains("label") || key.Contains("phrase"))
            return KeyPhrases.Of(document).Take(most + 2);
        if (key.Contains("question"))
            return Questions.In(document).Select(question => question.Text).Take(most);
        if (key.Contains("date"))
            return Figures.Dates(Source).Distinct().Select(date => date.ToString("yyyy-MM-dd")).Take(most);
        if (key.Contains("heading") || key.Contains("section"))
            return document.Headings.Take(most);
        if (block is not null)
            return block.Sentences.Take(most);
        return Ranked.Take(most).OrderBy(part => part.Index).Select(part => part.Lead);
    }

    private string? Named(string key, string description)
    {
        if (key is "version" or "release") return Version().Match(string.Join('\n', document.Headings.Append(Source))).Groups[1].Value;
        if (key is "product" or "productname" or "app" or "project") return Product();
        if (key.Contains("date") || description.Contains("YYYY-MM-DD", StringComparison.Ordinal)) return Day(key);
        // XXX is the code that stands for no currency.
        if (key.Contains("currency")) return InvoiceFields.Currency(Source) ?? "XXX";
        if (key is "number" or "id" or "no" || key.Contains("invoicen") || key.Contains("reference")) return InvoiceFields.Number(Source) ?? "";
        if (key is "supplier" or "vendor" or "seller" or "company" or "merchant" or "issuer") return InvoiceFields.Supplier(Source) ?? "";
        if (key.Contains("email")) return Email().Match(Source).Value;
        if (key is "url" or "link" or "website") return Link().Match(Source).Value;
        if (key is "title" or "headline" or "subject" or "name" or "heading") return Title();
        if (key is "language") return Terms.Words(Source).Count(word => word is "der" or "die" or "und" or "das") > Terms.Words(Source).Count() / 20 ? "de" : "en";
        return SummaryName().IsMatch(key) ? block?.Text ?? ProseWriter.Write(assignment) : null;
    }

    private string Title() =>
        block is not null ? (block.Title.Length > 0 ? block.Title : block.Sentences[0])
        : FirstHeading ?? (Ranked.Count > 0 ? Ranked[0].Sentences[0] : "");

    private string Product()
    {
        var heading = GenericHeading().Replace(FirstHeading ?? "", "");
        var before = Version().Match(heading) is { Success: true } match ? heading[..match.Index] : heading;
        return before.Trim(' ', '-', '–', ':', '[');
    }

    private string Day(string key)
    {
        var date = key.Contains("due") || key.Contains("pay")
            ? InvoiceFields.Date(Source, "due", "payable")
            : key.Contains("deliver") ? InvoiceFields.Date(Source, "deliver")
            : InvoiceFields.Date(Source, "invoice date", "rechnungsdatum", "issue", "date", "datum");
        return date?.ToString("yyyy-MM-dd") ?? "";
    }

    private string Nearest(string name, string description)
    {
        var words = Terms.Of(Spaced(name) + " " + description).ToHashSet();
        foreach (var (label, value) in Labelled.Pairs(Source))
        {
            if (Terms.Of(label) is { Count: > 0 } terms && terms.All(words.Contains))
                return value;
        }

        var best = Ranked.SelectMany(part => part.Sentences).MaxBy(sentence => Terms.Overlap(words, Terms.Of(sentence).ToHashSet()));
        return best ?? (Source.Length > 200 ? Source[..200] : Source).Trim();
    }

    private static string Key(string name) => name.Replace("_", "").Replace("-", "").ToLowerInvariant();

    private static string Spaced(string name) => Hump().Replace(name.Replace('_', ' ').Replace('-', ' '), " $0");

    [GeneratedRegex("amount|total|price|cost|betrag", RegexOptions.IgnoreCase)]
    private static partial Regex AmountName();

    [GeneratedRegex("^(other|unknown|none|neutral|general|unclear|misc.*)$", RegexOptions.IgnoreCase)]
    private static partial Regex OpenChoice();

    [GeneratedRegex("summary|abstract|description|overview|body|text|message|answer|reply|content|teaser|intro")]
    private static partial Regex SummaryName();

    [GeneratedRegex(@"(?<![\w.])v?(\d+\.\d+(?:\.\d+)*(?:-[\w.]+)?)(?![\w])", RegexOptions.IgnoreCase)]
    private static partial Regex Version();

    [GeneratedRegex(@"\b(the\s+)?(change\s?log|(release|version|update)\s+(history|notes)|history|release|version|what's new( in)?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex GenericHeading();

    [GeneratedRegex(@"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")]
    private static partial Regex Email();

    [GeneratedRegex(@"https?://[^\s)>\]""]+")]
    private static partial Regex Link();

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex Hump();
}
