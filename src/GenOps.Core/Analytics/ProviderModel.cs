namespace GenOps.Core.Analytics;

/// <summary>A model of a provider, as a part of cost: a name alone is not enough, since two providers may serve the same one.</summary>
/// <param name="Provider">Empty where the cost is of no model.</param>
/// <param name="Model">Empty where the cost is of no model.</param>
public readonly record struct ProviderModel(string Provider, string Model)
{
    private const string NoneWord = "none";

    /// <summary>What cost of no model belongs to, such as people's time and fixed costs.</summary>
    public static ProviderModel None { get; } = new("", "");

    /// <summary>Whether it stands for cost of no model.</summary>
    public bool IsNone => Provider.Length == 0 && Model.Length == 0;

    /// <summary>As people read it, such as <c>openai/gpt-4o</c>.</summary>
    public string Label => IsNone ? "no model" : ToString();

    /// <summary>Reads what <see cref="ToString"/> wrote; null where it is no such text.</summary>
    public static ProviderModel? Read(string text)
    {
        if (text == NoneWord) return None;
        // A model's own name may have strokes, a provider's has none.
        var stroke = text.IndexOf('/', StringComparison.Ordinal);
        return stroke < 0 || text.Length == 1 ? null : new ProviderModel(text[..stroke], text[(stroke + 1)..]);
    }

    /// <summary>As addresses and requests hold it: <c>openai/gpt-4o</c>, or <c>none</c>.</summary>
    public override string ToString() => IsNone ? NoneWord : $"{Provider}/{Model}";
}
