using System.Text.RegularExpressions;

namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>Reads what a step does, by its kind. The id and what every step has is filled in by <see cref="StepReader"/>.</summary>
internal static partial class StepKindReader
{
    private const int MaxSizes = 20;

    private static readonly ValuePath NoPath = ValuePath.Parse("input");

    /// <summary>Null where what follows the kind is no block of keys; the problem is reported.</summary>
    public static StepDefinition? Read(string kind, Fields step)
    {
        if (step.Required(kind, $"Write what the {kind} does below it.") is null) return null;
        return kind switch
        {
            "prompt" => Prompt(step.Section(kind, "tier", "model", "template", "system", "schema", "max_output_tokens", "temperature", "repairs", "on_invalid", "critique", "fallbacks")),
            "image" => Image(step.Section(kind, "tier", "model", "prompt", "size", "quality", "fallbacks")),
            "transform" => Transform(step.Section(kind, "source", "resize", "crop", "format", "thumbnail", "tags")),
            "judge" => Judge(step.Section(kind, "of", "source", "rubric", "tier", "model", "fallbacks")),
            "review" => Review(step.Section(kind, "of", "when", "roles", "instructions")),
            _ => Publish(step.Section(kind, "channel", "artifacts", "format", "folder")),
        };
    }

    private static PromptStep? Prompt(Fields? fields)
    {
        if (fields is null) return null;
        var model = ModelFields.Read(fields);
        var schema = SchemaReader.Read(fields);
        if (schema is null)
        {
            foreach (var key in new[] { "repairs", "on_invalid" }.Where(k => fields.Find(k) is not null))
                fields.Add(key, $"'{key}' has no meaning without a schema.", "Give the prompt a schema, or take the key away.");
        }

        return new PromptStep
        {
            Id = "",
            Model = model,
            Template = fields.RequiredTemplate("template", "Write what is asked, with {{ path }} where values go."),
            System = fields.Template("system"),
            Schema = schema,
            MaxOutputTokens = fields.Integer("max_output_tokens", 1024, 1, 200_000),
            Temperature = (double?)fields.Number("temperature", 0, 2),
            Repairs = fields.Integer("repairs", 2, 0, 5),
            OnInvalid = fields.Word("on_invalid", InvalidAnswerPolicy.Fail, ("fail", InvalidAnswerPolicy.Fail), ("review", InvalidAnswerPolicy.Review)),
            Critique = Critique(fields.Section("critique", "rubric", "rounds", "tier", "model", "fallbacks"), model),
        };
    }

    private static CritiqueDeclaration? Critique(Fields? fields, ModelChoice draft) =>
        fields is null
            ? null
            : new CritiqueDeclaration(
                fields.RequiredTemplate("rubric", "Write what makes a good result."),
                fields.Integer("rounds", 1, 1, 5),
                ModelFields.Read(fields, draft));

    private static ImageStep? Image(Fields? fields) =>
        fields is null
            ? null
            : new ImageStep
            {
                Id = "",
                Model = ModelFields.ReadImage(fields),
                Prompt = fields.RequiredTemplate("prompt", "Write what the picture shows."),
                Size = Size(fields, "size", 64, 4096) ?? new PixelSize(1024, 1024),
                Quality = fields.Text("quality", 40),
            };

    private static TransformStep? Transform(Fields? fields)
    {
        if (fields is null) return null;
        fields.Required("source", "Name a result, such as steps.banner.output.");
        var sizes = fields.Values("resize", "sizes");
        if (sizes.Count > MaxSizes) fields.Add("resize", $"There are {sizes.Count} sizes; at most {MaxSizes} are allowed.", "Split the step.");
        var step = new TransformStep
        {
            Id = "",
            Source = fields.Path("source", PathRole.Source) ?? NoPath,
            Resize = [.. sizes.Select(s => Size(fields, "resize", s, 1, 8192)).OfType<PixelSize>()],
            Crop = Size(fields, "crop", 1, 8192),
            Format = fields.Word<ImageFormat?>("format", null, ("png", ImageFormat.Png), ("jpeg", ImageFormat.Jpeg), ("webp", ImageFormat.Webp)),
            Thumbnail = Size(fields, "thumbnail", 1, 8192),
            Tags = Tags(fields),
        };
        if (fields.Node.Entries.All(e => e.Key.Text == "source")) fields.Add("source", "This transform changes nothing.", "Give it resize, crop, format, thumbnail or tags.");
        return step;
    }

    private static TagSource? Tags(Fields fields) => fields.Find("tags") switch
    {
        null => null,
        YamlScalar => fields.Path("tags", PathRole.Tags) is { } path ? new TagSource(path, null) : null,
        _ => new TagSource(null, [.. fields.Values("tags", "texts").Select(t => t.Text)]),
    };

    private static JudgeStep? Judge(Fields? fields) =>
        fields is null
            ? null
            : new JudgeStep
            {
                Id = "",
                Of = fields.RequiredStepIds("of", ReferenceRole.Judged, "Name the steps whose results are judged, such as [posts]."),
                Source = fields.Path("source", PathRole.Source),
                Rubric = fields.RequiredTemplate("rubric", "Write what makes a good result."),
                Model = ModelFields.Read(fields),
            };

    private static ReviewStep? Review(Fields? fields)
    {
        if (fields is null) return null;
        var roles = fields.Values("roles", "roles");
        foreach (var unknown in roles.Where(r => !Access.Roles.All.Contains(r.Text)))
            fields.Problems.Add(unknown, fields.PathOf("roles"), $"There is no role '{unknown.Text}'.", Suggestion.For(unknown.Text, Access.Roles.All));
        var rules = fields.Rules("when");
        return new ReviewStep
        {
            Id = "",
            Of = fields.RequiredStepIds("of", ReferenceRole.Reviewed, "Name the steps whose results are reviewed, such as [posts]."),
            Rules = rules.Count == 0 ? [ReviewRule.Always] : rules,
            Roles = roles.Count == 0 ? [Access.Roles.Reviewer] : [.. roles.Select(r => r.Text).Distinct()],
            Instructions = fields.Text("instructions", 4000),
        };
    }

    private static PublishStep? Publish(Fields? fields)
    {
        if (fields is null) return null;
        var channel = fields.Text("channel", 64) ?? "folder";
        if (channel != "folder" && fields.Context.Channels is { } known && !known.Contains(channel))
            fields.Add("channel", $"There is no channel '{channel}'.", Suggestion.For(channel, known.Append("folder").Distinct()));
        return new PublishStep
        {
            Id = "",
            Channel = channel,
            Artifacts = fields.RequiredStepIds("artifacts", ReferenceRole.Published, "Name the steps whose results are published, such as [posts]."),
            Format = fields.Word("format", PublishFormat.Files, ("files", PublishFormat.Files), ("csv", PublishFormat.Csv)),
            Folder = fields.Template("folder"),
        };
    }

    private static PixelSize? Size(Fields fields, string key, int min, int max) =>
        fields.Scalar(key, "a size such as 1024x512") is { } scalar ? Size(fields, key, scalar, min, max) : null;

    private static PixelSize? Size(Fields fields, string key, YamlScalar scalar, int min, int max)
    {
        var match = SizePattern().Match(scalar.Text);
        if (match.Success)
        {
            var size = new PixelSize(int.Parse(match.Groups[1].ValueSpan), int.Parse(match.Groups[2].ValueSpan));
            if (size.Width >= min && size.Width <= max && size.Height >= min && size.Height <= max) return size;
        }

        fields.Problems.Add(scalar, fields.PathOf(key), $"'{scalar.Text}' is not a size for '{key}'.", $"Write width x height in pixels, such as 1200x630, each from {min} to {max}.");
        return null;
    }

    [GeneratedRegex(@"\A([0-9]{1,5})x([0-9]{1,5})\z")]
    private static partial Regex SizePattern();
}
