using System.Text;
using System.Text.Json.Nodes;

namespace GenOps.Core.Demonstration;

/// <summary>Texts and data that say little and are well-formed.</summary>
internal static class DemoText
{
    private static readonly string[] Sentences =
    [
        "The {0} works again since this morning; nothing has to be set up anew.",
        "Open the {0}, choose the second entry, and confirm with your name.",
        "For the {0} there are two ways, and the shorter one is enough in most cases.",
        "Whoever needs the {0} before Friday should say so today.",
        "The figures of the {0} stand in the table below, as they were handed in.",
        "We have checked the {0} twice and found the same both times.",
        "With the {0} comes a page that explains each step.",
        "What is missing in the {0} is named at the end, with whom to ask.",
        "The {0} costs what it did last year, and lasts longer.",
        "Please keep the number of the {0} for your next question.",
        "Three of four customers take the {0} without any change.",
        "The {0} can be returned within thirty days, unused.",
    ];

    /// <summary>A text of some sentences.</summary>
    public static string Prose(DemoRandom random, IReadOnlyList<string> nouns, int sentences)
    {
        var text = new StringBuilder();
        for (var i = 0; i < sentences; i++)
        {
            if (i > 0) text.Append(i % 3 == 0 ? "\n\n" : " ");
            text.Append(string.Format(System.Globalization.CultureInfo.InvariantCulture, random.Pick(Sentences), random.Pick(nouns)));
        }

        return text.ToString();
    }

    /// <summary>Data that follow a schema of the demonstration's own definitions.</summary>
    /// <param name="schema">Objects, lists, strings and numbers.</param>
    /// <param name="random">Chance.</param>
    /// <param name="nouns">What it is about.</param>
    /// <param name="items">How long lists are.</param>
    public static JsonNode Data(JsonObject schema, DemoRandom random, IReadOnlyList<string> nouns, int items) => (string)schema["type"]! switch
    {
        "object" => new JsonObject(schema["properties"]!.AsObject().Select(p => KeyValuePair.Create<string, JsonNode?>(p.Key, Data(p.Value!.AsObject(), random, nouns, items)))),
        "array" => new JsonArray([.. Enumerable.Range(1, items).Select(n => Named(Data(schema["items"]!.AsObject(), random, nouns, items), n))]),
        "number" => JsonValue.Create(Math.Round((decimal)random.Between(20d, 4_000d), 2)),
        "integer" => JsonValue.Create(random.Between(1, 5)),
        _ when schema.ContainsKey("pattern") => JsonValue.Create(random.Pick(["EUR", "USD", "GBP"])),
        _ => JsonValue.Create($"{random.Pick(nouns)} {random.Between(100, 999)}"),
    };

    /// <summary>A number that is the same everywhere, unlike a string's own hash.</summary>
    public static long NumberOf(string text)
    {
        var number = 14695981039346656037ul;
        foreach (var letter in text) number = (number ^ letter) * 1099511628211ul;
        return (long)number;
    }

    /// <summary>No two of a list are the same.</summary>
    private static JsonValue Named(JsonNode value, int number) => JsonValue.Create($"{(string)value!} ({number})");
}
