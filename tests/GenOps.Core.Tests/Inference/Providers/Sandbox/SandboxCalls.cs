using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Providers.Sandbox;
using GenOps.Testing;

namespace GenOps.Core.Tests.Inference.Providers.Sandbox;

/// <summary>Asks the sandbox about the inputs that ship with the samples.</summary>
internal static class SandboxCalls
{
    public const string FactsSchema = """
        {"type":"object","additionalProperties":false,"required":["product","version","highlights","tags"],"properties":{
          "product":{"type":"string","minLength":1,"maxLength":80},"version":{"type":"string","minLength":1,"maxLength":40},
          "highlights":{"type":"array","minItems":1,"maxItems":4,"items":{"type":"string","minLength":1,"maxLength":300}},
          "tags":{"type":"array","minItems":1,"maxItems":8,"items":{"type":"string","minLength":1,"maxLength":40}}}}
        """;

    public const string InvoiceSchema = """
        {"type":"object","additionalProperties":false,"required":["number","supplier","date","currency","total","lines"],"properties":{
          "number":{"type":"string","minLength":1,"maxLength":60},"supplier":{"type":"string","minLength":1,"maxLength":120},
          "date":{"type":"string","pattern":"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},"currency":{"type":"string","pattern":"^[A-Z]{3}$"},
          "total":{"type":"number"},"lines":{"type":"array","minItems":1,"maxItems":60,"items":{"type":"object","additionalProperties":false,
          "required":["description","quantity","unit_price","amount"],"properties":{"description":{"type":"string","minLength":1},
          "quantity":{"type":"number"},"unit_price":{"type":"number"},"amount":{"type":"number"}}}}}}
        """;

    public static readonly SandboxProvider Provider = new(TimeProvider.System);

    public static string Sample(string path) =>
        File.ReadAllText(Path.Combine(Repository.Root, "src", "GenOps.Core", "Pipelines", "Samples", path.Replace('/', Path.DirectorySeparatorChar)));

    public static TextRequest Request(
        Tier tier,
        string prompt,
        string? schema,
        IReadOnlyList<PromptSource> sources,
        CallPurpose purpose = CallPurpose.Production,
        string? candidate = null,
        int most = 2000) => new()
        {
            Model = SandboxProvider.Models[tier],
            Purpose = purpose,
            Tier = tier,
            Messages = [new PromptMessage("user", prompt + "\n" + string.Join("\n\n", sources.Select(source => source.Text)))],
            Sources = sources,
            Candidate = candidate,
            JsonSchema = schema,
            MaxOutputTokens = most,
        };

    public static async Task<ModelAnswer> AskAsync(ModelRequest request)
    {
        var call = Id.New<ModelCallId>();
        var stored = Provider.Compose(request, call);
        return Provider.Read(stored, Assert.IsType<SendOutcome.Answered>(await Provider.SendAsync(stored, call, default)).Body);
    }

    public static async Task<string> TextAsync(ModelRequest request)
    {
        var answer = await AskAsync(request);
        Assert.Null(answer.Problem);
        return answer.Text!;
    }
}
