using System.Text.RegularExpressions;
using GenOps.Core.Pipelines.Samples;

namespace GenOps.Web.Pages.Pipelines;

/// <summary>What an editor opens with, and under which name a text that is not valid yet is kept.</summary>
internal static partial class DraftText
{
    /// <summary>The shortest definition that runs.</summary>
    public const string Blank = """
        # A pipeline: what goes in, what is done to it, what comes out.
        name: my-pipeline
        description: What it is for, in a sentence.
        cost_centre: ""

        input:
          notes:
            type: text
            label: Notes

        steps:
          - id: summary
            prompt:
              tier: small
              template: |
                Sum up in three sentences:

                {{ input.notes }}

        outputs:
          - name: summary
            artifacts: [summary]

        """;

    /// <summary>A sample under a name of its own, so that publishing it makes a new pipeline; null when there is no such sample.</summary>
    public static string? CopyOf(string? sample) =>
        SamplePipelines.All.FirstOrDefault(s => s.Name == sample) is { } found
            ? NameLine().Replace(found.Yaml, $"name: {found.Name}-copy", 1)
            : null;

    /// <summary>The name a text states, valid or not; null when it states none.</summary>
    public static string? NameIn(string yaml) => NameLine().Match(yaml) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex("""^name:[ \t]*["']?([A-Za-z0-9_-]+)["']?""", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex NameLine();
}
