namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>Reads the fields that hold templates, paths, conditions and step ids, and notes what they name.</summary>
internal static class ExpressionFields
{
    private static readonly Template Empty = Definitions.Template.Parse("");

    public static Template RequiredTemplate(this Fields fields, string key, string cure) =>
        fields.Required(key, cure) is null ? Empty : fields.Template(key) ?? Empty;

    public static Template? Template(this Fields fields, string key)
    {
        var scalar = fields.Scalar(key, "a text with places {{ path }}");
        if (scalar is null) return null;
        var template = fields.Read(scalar, key, Definitions.Template.Parse);
        foreach (var place in template?.Placeholders ?? [])
            fields.Note(place.Path, PathRole.Inserted, fields.Problems.PlaceWithin(scalar, place.Position), key);
        return template;
    }

    public static Condition? Condition(this Fields fields, string key)
    {
        var scalar = fields.Scalar(key, "a condition");
        if (scalar is null) return null;
        var condition = fields.Read(scalar, key, Definitions.Condition.Parse);
        if (condition is not null) fields.Note(condition, scalar, key);
        return condition;
    }

    public static ValuePath? Path(this Fields fields, string key, PathRole role)
    {
        var scalar = fields.Scalar(key, "a path");
        if (scalar is null) return null;
        var path = fields.Read(scalar, key, ValuePath.Parse);
        if (path is not null) fields.Note(path, role, scalar.Place, key);
        return path;
    }

    public static IReadOnlyList<ReviewRule> Rules(this Fields fields, string key)
    {
        var rules = new List<ReviewRule>();
        foreach (var scalar in fields.Values(key, "rules"))
        {
            var rule = fields.Read(scalar, key, ReviewRule.Parse);
            if (rule is null) continue;
            rules.Add(rule);
            if (rule.Condition is { } condition) fields.Note(condition, scalar, key);
        }

        return rules;
    }

    /// <summary>Ids of other steps, each once.</summary>
    public static IReadOnlyList<string> StepIds(this Fields fields, string key, ReferenceRole role)
    {
        var ids = new List<string>();
        foreach (var scalar in fields.Values(key, "step ids"))
        {
            if (ids.Contains(scalar.Text))
            {
                fields.Problems.Add(scalar, fields.PathOf(key), $"'{scalar.Text}' is named twice.", "Name it once.");
                continue;
            }

            ids.Add(scalar.Text);
            fields.Context.References.Add(new StepReference(scalar.Text, role, scalar.Place, fields.PathOf(key)));
        }

        return ids;
    }

    public static IReadOnlyList<string> RequiredStepIds(this Fields fields, string key, ReferenceRole role, string cure)
    {
        if (fields.Required(key, cure) is YamlSequence { Items.Count: 0 } empty) fields.Problems.Add(empty, fields.PathOf(key), $"'{key}' names no step.", cure);
        return fields.StepIds(key, role);
    }

    private static void Note(this Fields fields, Condition condition, YamlScalar scalar, string key)
    {
        foreach (var path in condition.Paths)
            fields.Note(path, PathRole.Compared, fields.Problems.PlaceWithin(scalar, Math.Max(0, scalar.Text.IndexOf(path.Text, StringComparison.Ordinal))), key);
        fields.Context.Conditions.Add(new ConditionUse(condition, fields.Context.StepId, scalar, fields.PathOf(key)));
    }

    private static void Note(this Fields fields, ValuePath path, PathRole role, Place place, string key) =>
        fields.Context.Paths.Add(new PathUse(path, role, fields.Context.StepId, place, fields.PathOf(key)));

    private static T? Read<T>(this Fields fields, YamlScalar scalar, string key, Func<string, T> parse)
        where T : class
    {
        try
        {
            return parse(scalar.Text);
        }
        catch (ExpressionException e)
        {
            fields.Problems.Add(fields.Problems.PlaceWithin(scalar, e.Position), fields.PathOf(key), e.Problem, e.Cure);
            return null;
        }
    }
}
