namespace GenOps.Core.Pipelines.Definitions;

/// <summary>The JSON schema of definitions, for editors that complete and check YAML.</summary>
public static class PipelineSchema
{
    private static readonly Lazy<string> Loaded = new(() =>
    {
        using var stream = typeof(PipelineSchema).Assembly.GetManifestResourceStream("GenOps.pipeline.schema.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });

    /// <summary>Draft 7, as JSON text.</summary>
    public static string Json => Loaded.Value;
}
