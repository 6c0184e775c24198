using System.Text;
using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Tests.Pipelines.Definitions;

/// <summary>What is refused before the definition is looked at: size, depth, and YAML that is none or dangerous.</summary>
public sealed class DefinitionTextTests
{
    private static DefinitionProblem Only(string yaml) => Assert.Single(PipelineDefinition.Validate(yaml).Problems);

    [Theory]
    [InlineData("", "The definition is empty.")]
    [InlineData("# only a comment\n", "The definition is empty.")]
    [InlineData("- a\n- b\n", "A definition is a block of keys; this is a list.")]
    [InlineData("hello", "A definition is a block of keys; this is a text.")]
    public void Validate_NoBlockOfKeys_SaysSo(string yaml, string problem) => Assert.Equal(problem, Only(yaml).Problem);

    [Theory]
    [InlineData("name: a\nsteps:\n  - id: 'x\n", 3)]
    [InlineData("name: a\n\tsteps: 1\n", 2)]
    [InlineData("name: [a\nsteps: 1\n", 2)]
    [InlineData("name: a\n  steps: 1\n", 2)]
    [InlineData("name: {{{{{{{{{{\n", 2)]
    public void Validate_MalformedYaml_NamesALineNearIt(string yaml, int line)
    {
        var problem = Only(yaml);

        Assert.StartsWith("This is not YAML: ", problem.Problem);
        Assert.InRange(problem.Line, line - 1, line + 1);
        Assert.NotEmpty(problem.Cure);
    }

    [Fact]
    public void Validate_FiveMegabytes_IsRefusedUnread()
    {
        var problem = Only(new string('[', 5 * 1024 * 1024));

        Assert.Equal("The definition is larger than 256 KB.", problem.Problem);
    }

    [Fact]
    public void Validate_FewCharactersOfManyBytes_CountsBytes() =>
        Assert.Equal("The definition is larger than 256 KB.", Only("name: " + new string('€', 100_000)).Problem);

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void Validate_DeepNesting_IsRefusedAtItsDepth(string opening)
    {
        var block = opening is "- " or "? " ? "\n  " : "";

        var yaml = "name: a\nsteps: " + block + string.Concat(Enumerable.Repeat(opening, 60_000));

        Assert.StartsWith("This is nested deeper than 32 levels.", Only(yaml).Problem);
    }

    [Theory]
    [InlineData("name: &a tiny\nsteps: []\n", "'&a' is an anchor, which definitions do not have.", 1, 7)]
    [InlineData("name: tiny\nsteps: *a\n", "'*a' is an alias, which definitions do not have.", 2, 8)]
    [InlineData("name: !!str tiny\n", "'tag:yaml.org,2002:str' is a tag, which definitions do not have.", 1, 7)]
    [InlineData("name: !System.IO.File tiny\n", "'!System.IO.File' is a tag, which definitions do not have.", 1, 7)]
    [InlineData("name: tiny\n---\nname: other\n", "A second document begins here.", 2, 1)]
    [InlineData("name: tiny\nsteps:\n  - id: a\n    prompt: { template: {{ input.notes }} }\n", "A key must be a plain name; this is a block of keys.", 4, 26)]
    public void Validate_WhatDefinitionsDoNotHave_IsRefusedAtItsPlace(string yaml, string problem, int line, int column)
    {
        var only = Only(yaml);

        Assert.Equal((problem, line, column), (only.Problem, only.Line, only.Column));
    }

    [Fact]
    public void Validate_ABillionLaughs_IsRefusedAtTheFirstAnchor()
    {
        var problem = Only("a: &a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nname: [*c, *c, *c]\n");

        Assert.Equal(1, problem.Line);
    }

    /// <summary>Each fills the allowed size with one kind of thing; the answer comes in one go and stays short.</summary>
    [Theory]
    [InlineData("name: a\nsteps:\n  - id: b\n    needs: [", "zz, ", "c]\n")]
    [InlineData("name: a\nsteps:\n  - id: b\n    prompt:\n      template: >-\n        x\n", "        {{zz}}\n", "")]
    [InlineData("name: a\ninput:\n", "  k#: tex\n", "steps: []\n")]
    [InlineData("name: a\n", "naem#: 1\n", "steps: []\n")]
    [InlineData("name: a\nsteps:\n", "  - needs: [zz, yy]\n", "")]
    [InlineData("name: a\nsteps:\n  - id: b\n    prompt:\n      template: x\n      schema:\n        type: object\n        properties:\n", "          p#: { type: strin }\n", "")]
    [InlineData("name: a\nsteps:\n  - id: b\n    when: ", "a or ", "a\n")]
    [InlineData("name: '", "''", "'\n")]
    public void Validate_OneThingOverAndOver_AnswersWithAShortList(string head, string repeated, string tail)
    {
        var text = new StringBuilder(head);
        for (var i = 0; text.Length < 250 * 1024; i++) text.Append(repeated.Replace("#", $"{i}"));

        Assert.InRange(PipelineDefinition.Validate(text.Append(tail).ToString()).Problems.Count, 1, 200);
    }

    [Fact]
    public void Validate_DuplicateKey_NamesBothLines()
    {
        var problem = Only("name: tiny\nsteps:\n  - { id: a, prompt: { template: Hi. } }\nname: other\n");

        Assert.Equal((4, 1), (problem.Line, problem.Column));
        Assert.Equal("The key 'name' is written twice; the first is in line 1.", problem.Problem);
    }

    [Theory]
    [InlineData("name: tiny\r\nsteps:\r\n  - { id: a, prompt: { template: 'Hi {{ input.x }}' } }\r\n", 3, 38)]
    [InlineData("name: tiny\nsteps:\n  - id: a\n    prompt:\n      template: |\n        Hello,\n        read {{ input.x }}.\n", 7, 14)]
    [InlineData("name: tiny\nsteps:\n  - id: a\n    prompt:\n      template: >-\n        Hello,\n\n        read {{ input.x }}.\n", 8, 14)]
    public void Validate_ATemplatesPath_IsPlacedInTheText(string yaml, int line, int column)
    {
        var problem = Only(yaml);

        Assert.Equal((line, column), (problem.Line, problem.Column));
        Assert.Equal("There is no input 'x'.", problem.Problem);
    }
}
