using System.Text.Json.Nodes;
using GenOps.Core;
using GenOps.Core.Delivery;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Starting;
using GenOps.Web.Auth;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>Reads what starts a run, alone or among others; see <see cref="StartRunBody"/>.</summary>
internal static class RunStartBody
{
    /// <summary>The start.</summary>
    /// <exception cref="InvalidInputException">A field is missing or cannot be read.</exception>
    public static StartRunRequest Read(HttpContext context, JsonObject body)
    {
        IReadOnlyDictionary<string, InputValue> inputs = body["inputs"] switch
        {
            null => new Dictionary<string, InputValue>(),
            JsonObject given => InputValue.FromJson(given),
            _ => throw new InvalidInputException("inputs", "They are no JSON object.", "Write \"inputs\": {\"notes\": \"…\"}."),
        };
        return new StartRunRequest(
            body.RequiredText("pipeline"), inputs, RequestQuery.Word<MoneyMode>("money", body.Text("money")), CommandLineAccess.IsUsedBy(context.User) ? "cli" : "api")
        {
            Priority = RequestQuery.Word<RunPriority>("priority", body.Text("priority")),
        };
    }
}
