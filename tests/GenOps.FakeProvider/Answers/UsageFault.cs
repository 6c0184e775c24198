using System.Text.Json;
using System.Text.Json.Nodes;
using GenOps.FakeProvider.Faults;

namespace GenOps.FakeProvider.Answers;

/// <summary>Says another usage than was billed.</summary>
public static class UsageFault
{
    /// <summary>The answer with the usage that the fault asks for.</summary>
    public static JsonObject Apply(JsonElement answer, Fault? fault)
    {
        var said = JsonObject.Create(answer)!;
        var chat = said["usage"] is JsonObject usage && usage.ContainsKey("prompt_tokens");
        switch (fault?.Kind)
        {
            case FaultKind.NoUsage:
                said.Remove("usage");
                break;
            case FaultKind.NegativeUsage:
                said["usage"] = chat
                    ? new JsonObject { ["prompt_tokens"] = -5, ["completion_tokens"] = -7, ["total_tokens"] = -12 }
                    : new JsonObject { ["input_tokens"] = -5, ["output_tokens"] = -7, ["total_tokens"] = -12 };
                break;
            case FaultKind.ImpossibleUsage:
                said["usage"] = chat
                    ? new JsonObject
                    {
                        ["prompt_tokens"] = 10,
                        ["completion_tokens"] = 5,
                        ["total_tokens"] = 15,
                        ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = 4000 },
                    }
                    : new JsonObject
                    {
                        ["input_tokens"] = 10,
                        ["output_tokens"] = 5,
                        ["total_tokens"] = 15,
                        ["input_tokens_details"] = new JsonObject { ["text_tokens"] = 4000 },
                    };
                break;
        }

        return said;
    }
}
