using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Pipelines.Samples;

/// <summary>A pipeline that ships with GenOps, and an input to try it on.</summary>
/// <param name="Name">Its name, as in the definition.</param>
/// <param name="Yaml">The definition, as a person reads it.</param>
/// <param name="ExampleInputs">A complete, bound input of a run.</param>
public sealed record SamplePipeline(string Name, string Yaml, JsonObject ExampleInputs);

/// <summary>The pipelines that ship with GenOps, installed on the first start.</summary>
public static class SamplePipelines
{
    // One folder each: pipeline.yaml, inputs/<input>.<extension> for one value, inputs/<input>/<file> for files.
    private const string Folder = "GenOps.Samples/";

    private static readonly string[] Names = ["release-announcement", "invoice-extraction", "support-reply"];

    private static readonly Lazy<IReadOnlyList<SamplePipeline>> Loaded = new(() => [.. Names.Select(Load)]);

    /// <summary>All three; their inputs are made anew for nobody, so clone before changing them.</summary>
    public static IReadOnlyList<SamplePipeline> All => Loaded.Value;

    private static SamplePipeline Load(string name)
    {
        var yaml = Encoding.UTF8.GetString(Read($"{Folder}{name}/pipeline.yaml"));
        var definition = PipelineDefinition.Parse(yaml);
        return new SamplePipeline(name, yaml, InputBinder.Bind(definition, ExampleOf(definition)));
    }

    private static Dictionary<string, InputValue> ExampleOf(PipelineDefinition definition)
    {
        var prefix = $"{Folder}{definition.Name}/inputs/";
        var files = Assembly.GetManifestResourceNames().Where(r => Slashes(r).StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(r => (Path: Slashes(r)[prefix.Length..], Content: Read(r)))
            .GroupBy(f => f.Path.Split('/', '.')[0]);
        return files.ToDictionary(
            f => f.Key,
            f => definition.Inputs.Single(i => i.Name == f.Key).Type == InputType.Files
                ? (InputValue)new InputValue.Files([.. f.Select(file => new InputValue.File(file.Path, null, file.Content))])
                : new InputValue.File(f.Single().Path, null, f.Single().Content));
    }

    private static Assembly Assembly => typeof(SamplePipelines).Assembly;

    private static byte[] Read(string resource)
    {
        var name = Assembly.GetManifestResourceNames().Single(r => Slashes(r) == Slashes(resource));
        using var stream = Assembly.GetManifestResourceStream(name)!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    // A build on Windows names resources with backslashes.
    private static string Slashes(string resource) => resource.Replace('\\', '/');
}
