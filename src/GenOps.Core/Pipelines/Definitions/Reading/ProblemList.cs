namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>Collects what is wrong with one text.</summary>
internal sealed class ProblemList(string yaml)
{
    // A text that is wrong all over is not helped by thousands of lines.
    private const int Most = 200;

    private readonly List<DefinitionProblem> found = [];

    public bool IsEmpty => found.Count == 0;

    /// <summary>True when further problems are no longer listed, so that looking for them is a waste.</summary>
    public bool IsFull => found.Count >= Most;

    public void Add(Place place, string path, string problem, string cure)
    {
        if (!IsFull) found.Add(new DefinitionProblem(place.Line, place.Column, path, problem, cure));
    }

    public void Add(YamlNode at, string path, string problem, string cure) => Add(at.Place, path, problem, cure);

    public IReadOnlyList<DefinitionProblem> InOrder() => [.. found.Distinct().OrderBy(p => p.Line).ThenBy(p => p.Column)];

    /// <summary>Where the <paramref name="offset"/>th character of a scalar's value stands in the text; its begin where that cannot be told.</summary>
    public Place PlaceWithin(YamlScalar scalar, int offset)
    {
        var end = Math.Min(scalar.End, yaml.Length);
        if (scalar.Start >= end) return scalar.Place;
        var source = yaml.AsSpan(scalar.Start, end - scalar.Start);
        var verbatim = source.IndexOf(scalar.Text, StringComparison.Ordinal);
        if (verbatim >= 0 && scalar.Text.Length > 0) return PlaceAt(scalar.Start + verbatim + offset);

        // A block or a quoted text of several lines: the value's places '{{' come in the same order as the text's.
        var nth = 0;
        for (var i = scalar.Text.IndexOf("{{", StringComparison.Ordinal); i >= 0 && i < offset; i = scalar.Text.IndexOf("{{", i + 2, StringComparison.Ordinal)) nth++;
        var at = -2;
        for (var i = 0; i <= nth; i++)
        {
            var next = source[(at + 2)..].IndexOf("{{", StringComparison.Ordinal);
            if (next < 0) return scalar.Place;
            at += 2 + next;
        }

        return PlaceAt(scalar.Start + at);
    }

    private Place PlaceAt(int index)
    {
        var before = yaml.AsSpan(0, Math.Min(index, yaml.Length));
        var line = before.Count('\n') + 1;
        return new Place(line, before.Length - before.LastIndexOf('\n'));
    }
}
