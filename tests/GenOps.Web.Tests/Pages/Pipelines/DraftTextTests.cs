using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Pipelines.Samples;
using GenOps.Web.Pages.Pipelines;

namespace GenOps.Web.Tests.Pages.Pipelines;

public sealed class DraftTextTests
{
    [Fact]
    public void Blank_AsItIs_IsValid() => Assert.Empty(PipelineDefinition.Validate(DraftText.Blank).Problems);

    [Fact]
    public void CopyOf_EachSample_IsValidUnderAnotherName() => Assert.All(
        SamplePipelines.All, s => Assert.Equal(s.Name + "-copy", PipelineDefinition.Parse(DraftText.CopyOf(s.Name)!).Name));

    [Fact]
    public void CopyOf_AnythingElse_IsNothing() => Assert.Null(DraftText.CopyOf("nobody"));

    [Theory]
    [InlineData("name: a-b\nsteps: [", "a-b")]
    [InlineData("# x\nname: \"quoted\"", "quoted")]
    [InlineData("steps:\n  - name: inner", null)]
    [InlineData("", null)]
    public void NameIn_ATextValidOrNot_FindsTheStatedName(string yaml, string? name) => Assert.Equal(name, DraftText.NameIn(yaml));
}
