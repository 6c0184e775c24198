using System.Text;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Pipelines.Samples;

namespace GenOps.Core.Tests.Pipelines.Definitions;

public sealed class DefinitionMutationTests
{
    private const int Mutants = 300;

    private const string Signs = "{}[]:,'\"|>-&*!#%@?\n\t .0aé";

    /// <summary>People save half-written YAML all day: whatever the text, the answer is problems, never an exception.</summary>
    [Theory]
    [InlineData("release-announcement", 1)]
    [InlineData("invoice-extraction", 2)]
    [InlineData("support-reply", 3)]
    public void Validate_DamagedText_AlwaysAnswers(string sample, int seed)
    {
        var random = new Random(seed);
        var yaml = SamplePipelines.All.Single(s => s.Name == sample).Yaml;
        for (var i = 0; i < Mutants; i++)
        {
            var damaged = Damage(yaml, random);
            DefinitionResult result;
            try
            {
                result = PipelineDefinition.Validate(damaged);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{e.GetType()} for:\n{damaged}", e);
            }

            Assert.NotEqual(result.IsValid, result.Problems.Count > 0);
            Assert.All(result.Problems, p => Assert.True(p.Line >= 1 && p.Column >= 1 && p.Line <= damaged.Count(c => c == '\n') + 2, p.ToString()));
        }
    }

    private static string Damage(string yaml, Random random)
    {
        var text = new StringBuilder(yaml);
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(1, 30), text.Length - at);
            switch (random.Next(4))
            {
                case 0:
                    text.Remove(at, length);
                    break;
                case 1:
                    text.Insert(at, Signs[random.Next(Signs.Length)]);
                    break;
                case 2:
                    text.Insert(random.Next(text.Length), text.ToString(at, length));
                    break;
                default:
                    text[at] = Signs[random.Next(Signs.Length)];
                    break;
            }
        }

        return text.ToString();
    }
}
