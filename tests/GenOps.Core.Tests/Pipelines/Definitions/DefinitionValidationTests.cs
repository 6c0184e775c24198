using GenOps.Core.Calls;
using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Tests.Pipelines.Definitions;

public sealed class DefinitionValidationTests
{
    private const string Head = """
        name: tiny
        input: { notes: text, amount: number, doc: file, docs: files }
        steps:
          - id: facts
            prompt:
              template: "{{ input.notes }}"
              schema: { type: object, properties: { title: { type: string }, count: { type: integer }, items: { type: array, items: { type: object, properties: { name: { type: string } } } } } }
          - id: posts
            map: { over: steps.facts.output.items, as: it }
            prompt: { template: "{{ it.name }}" }
          - id: banner
            needs: [facts]
            image: { prompt: A banner }
          - id: check
            judge: { of: [posts], rubric: Good? }

        """;

    private const string OneStep = "name: tiny\ninput: { notes: text }\nsteps:\n  - id: facts\n    prompt:\n      template: Hi.\n";

    private static IReadOnlyList<DefinitionProblem> Problems(string yaml) => PipelineDefinition.Validate(yaml).Problems;

    private static void AssertOnly(string yaml, string place, string problem, string cure)
    {
        var only = Assert.Single(Problems(yaml));
        Assert.Equal((place, problem, cure), ($"{only.Line}:{only.Column} {only.Path}", only.Problem, only.Cure));
    }

    [Fact]
    public void Validate_TheHeadOfTheseTests_IsValid() => Assert.Empty(Problems(Head));

    [Theory]
    [InlineData("nam: x\n", "7:1 nam", "There is no key 'nam' here.", "Did you mean 'name'?")]
    [InlineData("description: \"a\\0b\"\n", "7:14 ", "It holds the character NUL.", "Take it away; neither database keeps it.")]
    [InlineData("failover: perhaps\n", "7:11 failover", "'perhaps' is neither true nor false.", "Write true or false.")]
    [InlineData("    whem: true\n", "7:5 steps.facts.whem", "There is no key 'whem' here.", "Did you mean 'when'?")]
    [InlineData("      teir: small\n", "7:7 steps.facts.prompt.teir", "There is no key 'teir' here.", "Did you mean 'tier'?")]
    [InlineData("      tier: smal\n", "7:13 steps.facts.prompt.tier", "'tier' cannot be 'smal'.", "Did you mean 'small'?")]
    [InlineData("      tier: [small]\n", "7:13 steps.facts.prompt.tier", "'tier' is a list; it must be one word.", "Write one value after the colon; put templates in quotes: \"{{ path }}\".")]
    [InlineData("      max_output_tokens: many\n", "7:26 steps.facts.prompt.max_output_tokens", "'many' does not fit 'max_output_tokens'.", "Write a whole number from 1 to 200000.")]
    [InlineData("      max_output_tokens: 0\n", "7:26 steps.facts.prompt.max_output_tokens", "'0' does not fit 'max_output_tokens'.", "Write a whole number from 1 to 200000.")]
    [InlineData("      temperature: 2.5\n", "7:20 steps.facts.prompt.temperature", "'2.5' does not fit 'temperature'.", "Write a number from 0 to 2.")]
    [InlineData("      repairs: 2\n", "7:16 steps.facts.prompt.repairs", "'repairs' has no meaning without a schema.", "Give the prompt a schema, or take the key away.")]
    [InlineData("      system: '{{ input.notes'\n", "7:16 steps.facts.prompt.system", "'{{' is not closed.", "Write {{ path }}.")]
    [InlineData("      system: Now {{ input.notes | upper }}\n", "7:19 steps.facts.prompt.system", "'{{ input.notes | upper }}' is not a path.", "A template takes {{ path }} only, such as {{ input.notes }}: no filters, functions or logic.")]
    [InlineData("      system: '{{ input.note }}'\n", "7:16 steps.facts.prompt.system", "There is no input 'note'.", "Did you mean 'notes'?")]
    [InlineData("      system: '{{ inputs.notes }}'\n", "7:16 steps.facts.prompt.system", "'inputs' is nothing known here.", "Did you mean 'input'?")]
    [InlineData("      system: '{{ input.notes.title }}'\n", "7:16 steps.facts.prompt.system", "'input.notes' is a text; there is nothing below it.", "Write input.notes alone.")]
    [InlineData("    needs: [fact]\n", "7:13 steps.facts.needs", "There is no step 'fact'.", "Did you mean 'facts'?")]
    [InlineData("    needs: [facts]\n", "4:9 steps.facts", "These steps wait for each other: facts → facts.", "Take one of the references or needs away; a step can only use what is made before it.")]
    [InlineData("    when: input.notes = 'x'\n", "7:23 steps.facts.when", "'=' is not an operator here.", "Write '==' to compare.")]
    [InlineData("    when: input.notes > 3\n", "7:11 steps.facts.when", "'input.notes > 3' can never be decided: input.notes is a text and 3 is a number.", "Compare values of the same kind; texts stand in quotes, numbers do not.")]
    [InlineData("    image: { prompt: Hi }\n", "7:5 steps.facts.image", "A step does one thing; this one has prompt and image.", "Make two steps of it.")]
    [InlineData("    agent: { goal: Hi }\n", "7:5 steps.facts.agent", "This version has no 'agent' steps.", "It has prompt, image, transform, judge, review and publish.")]
    [InlineData("  - just text\n", "7:5 steps[1]", "A step is a block of keys; this is a text.", "Write '- id: name' and below it what the step does.")]
    [InlineData("  - id: none\n", "7:5 steps.none", "This step does nothing.", "Give it one of prompt, image, transform, judge, review or publish.")]
    [InlineData("  - { id: facts, prompt: { template: Hi. } }\n", "7:11 steps.facts.id", "The id 'facts' is taken by the step in line 4.", "Give each step an id of its own.")]
    [InlineData("  - { id: Facts-2, prompt: { template: Hi. } }\n", "7:11 steps[1].id", "'Facts-2' is not an id.", "Write lower-case letters, digits and _, beginning with a letter, such as facts.")]
    [InlineData("  - { id: b, prompt: { tier: small } }\n", "7:22 steps.b.prompt.template", "'template' is missing.", "Write what is asked, with {{ path }} where values go.")]
    [InlineData("  - { id: b, prompt: Hi. }\n", "7:22 steps.b.prompt", "'prompt' is a text; it must be a block of keys.", "There are: tier, model, template, system, schema, max_output_tokens, temperature, repairs, on_invalid, critique, fallbacks.")]
    [InlineData("outputs:\n  - { name: kit, artifacts: [fact] }\n", "8:30 outputs[0].artifacts", "There is no step 'fact'.", "Did you mean 'facts'?")]
    [InlineData("outputs:\n  - { name: kit, per: facts, artifacts: [facts] }\n", "8:23 outputs[0].per", "'facts' is not mapped, so it has no items.", "Name a step with a map, or take 'per' away for one output per run.")]
    [InlineData("outputs:\n  - { name: kit, artifacts: [] }\n", "8:29 outputs[0].artifacts", "'artifacts' names no step.", "Name the steps whose results it holds, such as [posts].")]
    [InlineData("outputs: []\n", "7:10 outputs", "'outputs' is empty.", "Write '- name: kit' and 'artifacts: [step]' below it. Or take the key away.")]
    [InlineData("assumptions: { labour_rate: 65 EUR/h }\n", "7:29 assumptions.labour_rate", "'65 EUR/h' is not a rate in dollars.", "Write dollars an hour, such as 65 USD/h.")]
    [InlineData("assumptions: { baseline_minutes: -1 }\n", "7:34 assumptions.baseline_minutes", "'-1' does not fit 'baseline_minutes'.", "Write a number from 0 to 1000000.")]
    [InlineData("    concurrency: 0\n", "7:18 steps.facts.concurrency", "'0' does not fit 'concurrency'.", "Write a whole number from 1 to 1000.")]
    [InlineData("timeout: 10 minutes\n", "7:10 timeout", "'10 minutes' does not fit 'timeout'.", "Write a whole number and s, m, h or d, such as 30s, 10m, 2h or 1d; at most 30d.")]
    [InlineData("    timeout: 31d\n", "7:14 steps.facts.timeout", "'31d' does not fit 'timeout'.", "Write a whole number and s, m, h or d, such as 30s, 10m, 2h or 1d; at most 30d.")]
    [InlineData("  - { id: look, review: { of: [facts], when: [always] }, timeout: 1h }\n", "7:67 steps.look.timeout", "A review step has no timeout.", "Take it away: people decide in their own time.")]
    public void Validate_OneMistake_NamesPlaceProblemAndCure(string addition, string place, string problem, string cure) =>
        AssertOnly(OneStep + addition, place, problem, cure);

    [Theory]
    [InlineData("  - { id: x, prompt: { template: '{{ steps.fact.output }}' } }", "16:35 steps.x.prompt.template", "There is no step 'fact'.", "Did you mean 'facts'?")]
    [InlineData("  - { id: x, prompt: { template: '{{ steps.facts.output.titel }}' } }", "16:35 steps.x.prompt.template", "'steps.facts.output' has no 'titel'.", "Did you mean 'title'?")]
    [InlineData("  - { id: x, prompt: { template: '{{ steps.facts.output.items.name }}' } }", "16:35 steps.x.prompt.template", "'steps.facts.output.items' is a list, which has no 'name'.", "Name an item by its number, such as steps.facts.output.items.0, or map over the list.")]
    [InlineData("  - { id: x, prompt: { template: '{{ steps.facts.result }}' } }", "16:35 steps.x.prompt.template", "A step has no 'result'.", "There are: output, score, missing, schema_valid, cost_usd. Its result is steps.facts.output.")]
    [InlineData("  - { id: x, prompt: { template: '{{ steps.banner.output }}' } }", "16:35 steps.x.prompt.template", "'steps.banner.output' is a picture, which cannot be inserted into a text.", "Name a text.")]
    [InlineData("  - { id: x, prompt: { template: '{{ run.started }}' } }", "16:35 steps.x.prompt.template", "There is no 'run.started'.", "Of the run itself there is only run.cost_usd.")]
    [InlineData("  - { id: x, prompt: { template: '{{ input.doc.size }}' } }", "16:35 steps.x.prompt.template", "A file has no 'size'.", "There are: text, name, media_type.")]
    [InlineData("  - { id: x, map: { over: steps.facts.output.items, as: it }, prompt: { template: '{{ it.nam }}' } }", "16:84 steps.x.prompt.template", "'it' has no 'nam'.", "Did you mean 'name'?")]
    [InlineData("  - { id: x, prompt: { template: '{{ it.name }}' } }", "16:35 steps.x.prompt.template", "'it' is nothing known here.", "There are: input, steps, run.")]
    [InlineData("  - { id: x, map: { over: input.notes }, prompt: { template: Hi } }", "16:27 steps.x.map.over", "'input.notes' is a text, not a list.", "Map over a list: a property of type array, an input of type files, or a mapped step's output.")]
    [InlineData("  - { id: x, map: { over: steps.facts.output.title }, prompt: { template: Hi } }", "16:27 steps.x.map.over", "'steps.facts.output.title' is a text, not a list.", "Map over a list: a property of type array, an input of type files, or a mapped step's output.")]
    [InlineData("  - { id: x, map: { over: input.docs, as: input }, prompt: { template: Hi } }", "16:43 steps.x.map.as", "'input' cannot name an item.", "Write lower-case letters, digits and _, and none of input, steps, run, and, or, not, true, false.")]
    [InlineData("  - { id: x, when: steps.posts.score > 1, prompt: { template: Hi } }", "16:20 steps.x.when", "'posts' is not a judge; only a judge has 'score'.", "Name a judge step.")]
    [InlineData("  - { id: x, when: not steps.posts.schema_valid, prompt: { template: Hi } }", "16:24 steps.x.when", "'posts' has no schema, so there is no 'schema_valid'.", "Name a prompt step with a schema.")]
    [InlineData("  - { id: x, when: steps.facts.output == 'x', prompt: { template: Hi } }", "16:20 steps.x.when", "'steps.facts.output' is an object, which cannot be compared.", "Name a text, a number or a yes-or-no value.")]
    [InlineData("  - { id: x, when: steps.facts.output.count, prompt: { template: Hi } }", "16:20 steps.x.when", "'steps.facts.output.count' is a number, which is neither true nor false.", "Compare it with something.")]
    [InlineData("  - { id: x, judge: { of: [banner], rubric: Good? } }", "16:28 steps.x.judge.of", "'banner' is of the kind image, which makes no text to judge.", "Name prompt or transform steps.")]
    [InlineData("  - { id: x, transform: { source: steps.facts.output.title, resize: 10x10 } }", "16:35 steps.x.transform.source", "'steps.facts.output.title' is a text; resize, crop, format and thumbnail work on pictures.", "Name a picture, such as the output of an image step.")]
    [InlineData("  - { id: x, transform: { source: steps.banner.output, resize: 10 x 10 } }", "16:64 steps.x.transform.resize", "'10 x 10' is not a size for 'resize'.", "Write width x height in pixels, such as 1200x630, each from 1 to 8192.")]
    [InlineData("  - { id: x, transform: { source: steps.banner.output } }", "16:35 steps.x.transform.source", "This transform changes nothing.", "Give it resize, crop, format, thumbnail or tags.")]
    [InlineData("  - { id: x, transform: { source: steps.banner.output, tags: steps.facts.output.count } }", "16:62 steps.x.transform.tags", "'steps.facts.output.count' is a number; tags are texts.", "Name a list of texts, or write [tag, tag].")]
    [InlineData("  - { id: x, image: { prompt: Hi, size: 10x10 } }", "16:41 steps.x.image.size", "'10x10' is not a size for 'size'.", "Write width x height in pixels, such as 1200x630, each from 64 to 4096.")]
    [InlineData("  - { id: x, review: { of: [posts], when: sometimes } }", "16:43 steps.x.review.when", "'sometimes' is nothing known here.", "There are: input, steps, run.")]
    [InlineData("  - { id: x, review: { of: [posts], when: sample 0% } }", "16:43 steps.x.review.when", "'sample 0%' is not a share.", "Write 'sample N%' with N above 0 and at most 100, such as sample 5%.")]
    [InlineData("  - { id: x, review: { of: [posts], when: steps.check.score < '0.7' } }", "16:43 steps.x.review.when", "'steps.check.score < '0.7'' can never be decided: steps.check.score is a number and '0.7' is a text.", "Compare values of the same kind; texts stand in quotes, numbers do not.")]
    [InlineData("  - { id: x, review: { of: [posts], roles: [Boss] } }", "16:45 steps.x.review.roles", "There is no role 'Boss'.", "There are: Admin, Operator, Reviewer, Finance, Auditor.")]
    [InlineData("  - { id: x, map: { over: input.docs }, review: { of: [posts] } }", "16:27 steps.x.map.over", "A review step is not mapped.", "Set 'per:' on the output instead: each of its items is reviewed and published by itself.")]
    [InlineData("  - { id: x, publish: { artifacts: [check] } }", "16:37 steps.x.publish.artifacts", "'check' is of the kind judge, which makes nothing to publish.", "Name prompt, image or transform steps.")]
    [InlineData("  - { id: x, publish: { artifacts: [posts], format: csv } }", "16:37 steps.x.publish.artifacts", "'posts' makes no JSON, which a CSV table is made of.", "Give the prompt a schema, or write format: files.")]
    [InlineData("  - { id: x, publish: { artifacts: [facts] } }\noutputs: [{ name: kit, artifacts: [posts] }]", "16:37 steps.x.publish.artifacts", "'facts' belongs to no output, so nobody could approve it.", "Add it to the artifacts of an output.")]
    public void Validate_OneWrongStep_NamesPlaceProblemAndCure(string step, string place, string problem, string cure) =>
        AssertOnly(Head + step + "\n", place, problem, cure);

    [Theory]
    [InlineData("{ type: array, items: { type: string } }", "A schema describes an object.")]
    [InlineData("{ type: object, properties: { a: { type: text } } }", "There is no type 'text'.")]
    [InlineData("{ type: object, propertys: { a: { type: string } } }", "There is no key 'propertys' in a schema.")]
    [InlineData("{ type: object, properties: { a: { type: string } }, required: [b] }", "There is no property 'b' to be required.")]
    [InlineData("{ type: object, properties: { a: { $ref: 'http://example.com/x.json' } } }", "'$ref' is not read in schemas.")]
    [InlineData("{ type: object, properties: { a: { type: string, pattern: '[' } } }", "'[' is not a regular expression: Invalid pattern '[' at offset 1. Unterminated [] set.")]
    [InlineData("{ type: object, properties: { a: string } }", "A schema is a block of keys; this is a text.")]
    public void Validate_AnUnusableSchema_IsReported(string schema, string problem)
    {
        var only = Assert.Single(Problems($"name: tiny\nsteps:\n  - id: a\n    prompt:\n      template: Hi.\n      schema: {schema}\n"));

        Assert.Equal((6, problem), (only.Line, only.Problem));
        Assert.StartsWith("steps.a.prompt.schema", only.Path);
    }

    [Theory]
    [InlineData("notes: txt", "There is no input type 'txt'.", "Did you mean 'text'?")]
    [InlineData("notes:", "The input 'notes' has no type.", "Write one of text, number, choice, file or files.")]
    [InlineData("Notes: text", "'Notes' is not a name for an input.", "Write lower-case letters, digits and _, beginning with a letter.")]
    [InlineData("tone: choice", "A choice needs its choices.", "Write tone: { type: choice, choices: [a, b] }.")]
    [InlineData("tone: { type: choice }", "A choice needs its choices.", "Write choices: [a, b].")]
    [InlineData("tone: { type: choice, choices: [plain, warm], default: wram }", "'wram' is not one of the choices.", "Did you mean 'warm'?")]
    [InlineData("tone: { type: text, choices: [plain] }", "Only a choice has choices.", "Write type: choice, or take the choices away.")]
    [InlineData("count: { type: number, default: few }", "'few' is not a number.", "Write a number, or take the default away.")]
    [InlineData("doc: { type: file, default: a.txt }", "A file has no default.", "Take it away; 'required: false' makes the input optional.")]
    [InlineData("doc: { type: file, required: perhaps }", "'perhaps' is neither true nor false.", "Write true or false.")]
    [InlineData("doc: { label: Document }", "'type' is missing.", "Write one of text, number, choice, file or files.")]
    public void Validate_AWrongInput_NamesProblemAndCure(string input, string problem, string cure)
    {
        var only = Assert.Single(Problems($"name: tiny\ninput:\n  {input}\nsteps: [{{ id: a, prompt: {{ template: Hi. }} }}]\n"));

        Assert.Equal((3, problem, cure), (only.Line, only.Problem, only.Cure));
    }

    [Fact]
    public void Validate_ALongCycle_NamesItsSteps()
    {
        var only = Assert.Single(Problems(
            """
            name: tiny
            steps:
              - { id: a, prompt: { template: "{{ steps.c.output }}" } }
              - { id: b, prompt: { template: "{{ steps.a.output }}" } }
              - { id: c, prompt: { template: "{{ steps.b.output }}" } }
            """));

        Assert.Equal("These steps wait for each other: a → b → c → a.", only.Problem);
        Assert.Equal((3, 11), (only.Line, only.Column));
    }

    [Fact]
    public void Validate_ManyMistakes_ReportsAllInTheOrderOfTheText()
    {
        var problems = Problems("name: Tiny\nsteps:\n  - id: a\n    prompt: { tier: huge, template: '{{ input.x }}' }\n  - id: b\n    needs: [z]\n    judge: { of: [y] }\n");

        Assert.Equal([1, 4, 4, 6, 7, 7], problems.Select(p => p.Line));
    }

    [Fact]
    public void Validate_AHundredAndOneSteps_IsTooMany()
    {
        var steps = string.Concat(Enumerable.Range(0, 101).Select(i => $"  - {{ id: s{i}, prompt: {{ template: Hi. }} }}\n"));

        Assert.Equal("There are 101 steps; at most 100 are allowed.", Problems("name: tiny\nsteps:\n" + steps).Single(p => p.Path == "steps").Problem);
    }

    [Fact]
    public void Validate_WithACatalogue_FindsUnknownModelsTiersAndChannels()
    {
        const string Yaml = """
            name: tiny
            steps:
              - id: a
                prompt:
                  model: openai/gpt-9
                  template: Hi.
              - { id: b, prompt: { tier: frontier, template: Hi. } }
              - { id: c, prompt: { model: local/llama, template: Hi. } }
              - { id: d, image: { prompt: Hi. } }
              - { id: e, publish: { channel: webiste, artifacts: [a] } }
            """;

        var problems = PipelineDefinition.Validate(Yaml, new Catalogue(), ["website"]).Problems;

        Assert.Equal(
            [
                "Line 5, column 14 (steps.a.prompt.model): No provider offers the model 'openai/gpt-9'. Name a model that a configured provider has, or a tier: small, standard or frontier.",
                "Line 7, column 30 (steps.b.prompt.tier): No provider serves the tier 'frontier'. Give a provider a model for it (GenOps__Providers__<name>__Models__Frontier), or choose another tier or model.",
                "Line 9, column 21 (steps.d.image.tier): No provider serves the tier 'image'. Give a provider a model for it (GenOps__Providers__<name>__Models__Image), or choose another tier or model.",
                "Line 10, column 34 (steps.e.publish.channel): There is no channel 'webiste'. Did you mean 'website'?",
            ],
            problems.Select(p => p.ToString()));
    }

    [Fact]
    public void Validate_AMappedJudgeSeenFromOutside_HasNoSingleScore()
    {
        const string Yaml = """
            name: tiny
            input: { docs: files }
            steps:
              - { id: a, map: { over: input.docs, as: doc }, prompt: { template: "{{ doc }}" } }
              - { id: b, map: { over: steps.a.output, as: it }, judge: { of: [a], source: it, rubric: Good? } }
              - { id: c, review: { of: [a], when: "steps.b.score < 0.5" } }
            outputs:
              - { name: one, artifacts: [a] }
            """;

        Assert.Equal("'b' is mapped, so it has one 'score' per item and none for all.", Assert.Single(Problems(Yaml)).Problem);
        Assert.Empty(Problems(Yaml.Replace("name: one,", "name: one, per: a,")));
    }

    private sealed class Catalogue : IModelCatalogue
    {
        public bool KnowsModel(string model) => model == "local/llama";

        public bool HasTier(Tier tier) => tier == Tier.Standard;
    }
}
