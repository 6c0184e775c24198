namespace GenOps.Core.Demonstration;

/// <summary>How many tokens requests and answers have: drawn from the percentiles of real ones, whose origin and licence stand in the file.</summary>
internal sealed class TokenSizes
{
    private const string Resource = "GenOps.Core.Demonstration.token-sizes.json";
    private readonly double[] prompt;
    private readonly double[] generated;

    private TokenSizes(double[] prompt, double[] generated) => (this.prompt, this.generated) = (prompt, generated);

    public static TokenSizes Read()
    {
        using var stream = typeof(TokenSizes).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"{Resource} is not embedded.");
        using var document = Json.ParseDocument(stream);
        return new TokenSizes(Of("prompt"), Of("generated"));

        double[] Of(string name) => [.. document.RootElement.GetProperty(name).EnumerateArray().Select(e => e.GetDouble())];
    }

    /// <summary>At least 1.</summary>
    public long Prompt(DemoRandom random, double scale) => Draw(prompt, random, scale);

    /// <summary>At least 1.</summary>
    public long Generated(DemoRandom random, double scale) => Draw(generated, random, scale);

    private static long Draw(double[] percentiles, DemoRandom random, double scale)
    {
        var place = random.Unit() * (percentiles.Length - 1);
        var below = (int)place;
        var size = percentiles[below] + ((percentiles[below + 1] - percentiles[below]) * (place - below));
        return Math.Max(1, (long)Math.Round(size * scale));
    }
}
