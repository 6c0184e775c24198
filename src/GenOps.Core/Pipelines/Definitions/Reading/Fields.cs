using System.Text.Json;

namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>The keys of one block: reads each by its type and says what is wrong with it.</summary>
internal sealed class Fields
{
    private const int MaxItems = 200;

    private readonly YamlMapping node;
    private readonly string path;

    /// <summary>Takes a block and reports the keys it does not know.</summary>
    public Fields(YamlMapping node, string path, ReadingContext context, params ReadOnlySpan<string> known)
    {
        this.node = node;
        this.path = path;
        Context = context;
        foreach (var entry in node.Entries)
        {
            if (known.Contains(entry.Key.Text) || Problems.IsFull) continue;
            Problems.Add(entry.Key, PathOf(entry.Key.Text), $"There is no key '{entry.Key.Text}' here.", Suggestion.For(entry.Key.Text, known.ToArray()));
        }
    }

    public ReadingContext Context { get; }

    public ProblemList Problems => Context.Problems;

    public YamlMapping Node => node;

    public string PathOf(string key) => path.Length == 0 ? key : $"{path}.{key}";

    /// <summary>A key's value; null where the key is absent or has nothing after its colon.</summary>
    public YamlNode? Find(string key) => node.Find(key) is { } value and not YamlScalar { IsNull: true } ? value : null;

    public void Add(string key, string problem, string cure) => Problems.Add(node.Find(key) ?? node, PathOf(key), problem, cure);

    public YamlNode? Required(string key, string cure)
    {
        var value = Find(key);
        if (value is not null) return value;
        if (node.Find(key) is { } empty) Problems.Add(empty, PathOf(key), $"'{key}' has no value.", cure);
        else Problems.Add(node, PathOf(key), $"'{key}' is missing.", cure);
        return null;
    }

    public YamlScalar? Scalar(string key, string whatItIs)
    {
        var value = Find(key);
        if (value is null or YamlScalar) return (YamlScalar?)value;
        Problems.Add(value, PathOf(key), $"'{key}' is {value.Kind}; it must be {whatItIs}.", "Write one value after the colon; put templates in quotes: \"{{ path }}\".");
        return null;
    }

    public string? Text(string key, int maxLength = int.MaxValue)
    {
        var scalar = Scalar(key, "a text");
        if (scalar is null) return null;
        if (scalar.Text.Length > maxLength) Problems.Add(scalar, PathOf(key), $"'{key}' is longer than {maxLength} characters.", "Shorten it.");
        return scalar.Text.Trim();
    }

    public string RequiredText(string key, string cure, int maxLength = int.MaxValue) =>
        Required(key, cure) is null ? "" : Text(key, maxLength) ?? "";

    public int Integer(string key, int fallback, int min, int max) => (int)(Number(key, min, max, whole: true) ?? fallback);

    public decimal? Number(string key, decimal min, decimal max, bool whole = false)
    {
        var scalar = Scalar(key, "a number");
        if (scalar is null) return null;
        var number = scalar.ToJson() is { } json && json.GetValueKind() == JsonValueKind.Number ? json.AsValue() : null;
        if (number is not null && decimal.TryParse(number.ToText(), System.Globalization.NumberStyles.Float, null, out var value)
            && value >= min && value <= max && (!whole || value == decimal.Truncate(value)))
        {
            return value;
        }

        Problems.Add(scalar, PathOf(key), $"'{scalar.Text}' does not fit '{key}'.", FormattableString.Invariant($"Write a {(whole ? "whole " : "")}number from {min} to {max}."));
        return null;
    }

    /// <summary>A length of time, 1 second to 30 days; null where absent or none.</summary>
    public TimeSpan? Duration(string key)
    {
        if (Scalar(key, "a length of time") is not { } scalar) return null;
        if (DurationText.Parse(scalar.Text) is { } duration && duration >= TimeSpan.FromSeconds(1) && duration <= TimeSpan.FromDays(30)) return duration;
        Problems.Add(scalar, PathOf(key), $"'{scalar.Text}' does not fit '{key}'.", "Write a whole number and s, m, h or d, such as 30s, 10m, 2h or 1d; at most 30d.");
        return null;
    }

    public bool Flag(string key, bool fallback)
    {
        var scalar = Scalar(key, "true or false");
        if (scalar is null) return fallback;
        if (scalar.ToJson() is { } json && json.GetValueKind() is JsonValueKind.True or JsonValueKind.False) return json.GetValue<bool>();
        Problems.Add(scalar, PathOf(key), $"'{scalar.Text}' is neither true nor false.", "Write true or false.");
        return fallback;
    }

    /// <summary>One word of a fixed few.</summary>
    public T Word<T>(string key, T fallback, params ReadOnlySpan<(string Word, T Meaning)> words)
    {
        var scalar = Scalar(key, "one word");
        if (scalar is null) return fallback;
        foreach (var (word, meaning) in words)
        {
            if (word == scalar.Text) return meaning;
        }

        Problems.Add(scalar, PathOf(key), $"'{key}' cannot be '{scalar.Text}'.", Suggestion.For(scalar.Text, words.ToArray().Select(w => w.Word)));
        return fallback;
    }

    /// <summary>A list of single values; one value alone is a list of one.</summary>
    public IReadOnlyList<YamlScalar> Values(string key, string whatTheyAre)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case YamlScalar one:
                return [one];
            case YamlSequence { Items.Count: > MaxItems } tooMany:
                Problems.Add(tooMany, PathOf(key), $"'{key}' has {tooMany.Items.Count} entries; at most {MaxItems} are allowed.", "Shorten the list.");
                return [];
            case YamlSequence many:
                foreach (var wrong in many.Items.Where(i => i is not YamlScalar || i is YamlScalar { IsNull: true }))
                    Problems.Add(wrong, PathOf(key), $"'{key}' holds {wrong.Kind} where {whatTheyAre} belong.", $"Write a list such as [a, b] of {whatTheyAre}.");
                return [.. many.Items.OfType<YamlScalar>().Where(s => !s.IsNull)];
            case var other:
                Problems.Add(other, PathOf(key), $"'{key}' is {other.Kind}; it must be a list of {whatTheyAre}.", "Write it as [a, b], or one per line after a dash.");
                return [];
        }
    }

    /// <summary>A block inside this one; null where absent or no block.</summary>
    public Fields? Section(string key, params ReadOnlySpan<string> known)
    {
        var value = Find(key);
        if (value is null) return null;
        if (value is YamlMapping block) return new Fields(block, PathOf(key), Context, known);
        Problems.Add(value, PathOf(key), $"'{key}' is {value.Kind}; it must be a block of keys.", Suggestion.For("", known.ToArray()));
        return null;
    }
}
