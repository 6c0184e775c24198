using System.Globalization;
using NJsonSchema.Validation;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>Says for people what of a text does not fit its schema, each time with the field's name.</summary>
internal static class SchemaWords
{
    /// <summary>More than these are told when these are mended.</summary>
    private const int Most = 12;

    /// <summary>The innermost problems: that a list is wrong says nothing beside which item of it is.</summary>
    public static IReadOnlyList<AnswerProblem> Of(IEnumerable<ValidationError> errors) =>
        [.. errors.SelectMany(Innermost).Select(e => new AnswerProblem(PlainWords.Of(FieldOf(e)), PlainWords.Of(Sentence(e)))).Distinct().Take(Most)];

    private static IEnumerable<ValidationError> Innermost(ValidationError error) =>
        error is ChildSchemaValidationError { Errors.Count: > 0 } outer && outer.Errors.Values.Any(e => e.Count > 0)
            ? outer.Errors.Values.SelectMany(e => e).SelectMany(Innermost)
            : [error];

    private static string FieldOf(ValidationError error)
    {
        var path = (error.Path ?? "").TrimStart('#', '/');
        // Where something is missing, its own name is meant and not that of what should hold it.
        return error.Kind == ValidationErrorKind.PropertyRequired && error.Property is { Length: > 0 } name && !path.EndsWith(name, StringComparison.Ordinal)
            ? path.Length == 0 ? name : $"{path}.{name}"
            : path;
    }

    private static string Sentence(ValidationError error) => error.Kind switch
    {
        ValidationErrorKind.PropertyRequired => "It is missing.",
        ValidationErrorKind.StringExpected => "A text is expected.",
        ValidationErrorKind.NumberExpected => "A number is expected.",
        ValidationErrorKind.IntegerExpected => "A whole number is expected.",
        ValidationErrorKind.BooleanExpected => "true or false is expected.",
        ValidationErrorKind.ObjectExpected => "An object with fields is expected.",
        ValidationErrorKind.ArrayExpected => "A list is expected.",
        ValidationErrorKind.NoAdditionalPropertiesAllowed or ValidationErrorKind.AdditionalPropertiesNotValid => "The schema knows no such field.",
        ValidationErrorKind.PatternMismatch => $"It must have the form {error.Schema.Pattern}.",
        ValidationErrorKind.StringTooShort => $"It must have at least {Count(error.Schema.MinLength)} characters.",
        ValidationErrorKind.StringTooLong => $"It may have at most {Count(error.Schema.MaxLength)} characters.",
        ValidationErrorKind.NumberTooSmall or ValidationErrorKind.IntegerTooBig or ValidationErrorKind.NumberTooBig => $"It must be {Range(error)}.",
        ValidationErrorKind.TooFewItems => $"The list must have at least {Count(error.Schema.MinItems)}.",
        ValidationErrorKind.TooManyItems => $"The list may have at most {Count(error.Schema.MaxItems)}.",
        ValidationErrorKind.NumberNotMultipleOf or ValidationErrorKind.IntegerNotMultipleOf =>
            string.Create(CultureInfo.InvariantCulture, $"It must be a multiple of {error.Schema.MultipleOf}."),
        ValidationErrorKind.NotInEnumeration => $"It must be one of {string.Join(", ", error.Schema.Enumeration)}.",
        _ => $"It does not fit the schema ({error.Kind}).",
    };

    private static string Range(ValidationError error) => (error.Schema.Minimum, error.Schema.Maximum) switch
    {
        ({ } least, { } most) => string.Create(CultureInfo.InvariantCulture, $"from {least} to {most}"),
        ({ } least, null) => string.Create(CultureInfo.InvariantCulture, $"at least {least}"),
        (null, { } most) => string.Create(CultureInfo.InvariantCulture, $"at most {most}"),
        _ => "within the schema's bounds",
    };

    private static string Count(int? number) => (number ?? 0).ToString(CultureInfo.InvariantCulture);
}
