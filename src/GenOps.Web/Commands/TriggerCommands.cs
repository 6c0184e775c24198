using System.CommandLine;
using System.Text.Json.Nodes;

namespace GenOps.Web.Commands;

/// <summary><c>genops trigger</c>: list, add-webhook, add-folder, rotate, enable, disable, remove.</summary>
internal static class TriggerCommands
{
    private static readonly Argument<string> Id = new("trigger") { Description = "The trigger's id, as 'genops trigger list' shows it." };
    private static readonly Argument<string> Pipeline = new("pipeline") { Description = "The pipeline's name." };
    private static readonly Option<string> Name = new("--name") { Description = "What it is called.", HelpName = "NAME", Required = true };
    private static readonly Option<string[]> Map = new("--map") { Description = "Input and field, as notes=release.body; $ for the whole body; repeat it for more.", HelpName = "INPUT=PATH", DefaultValueFactory = _ => [] };
    private static readonly Option<string> Folder = new("--folder") { Description = "The folder, below the inbox of the data folder.", HelpName = "PATH", Required = true };
    private static readonly Option<string> For = new("--for") { Description = "The input that takes the file.", HelpName = "INPUT", Required = true };
    private static readonly Option<int?> Settle = new("--settle") { Description = "Seconds a file stands still before it is taken; 5 by default.", HelpName = "SECONDS" };
    private static readonly Option<string[]> Input = new("--input") { Description = "An input that all runs share, as name=value or name=@FILE.", HelpName = "NAME=VALUE", DefaultValueFactory = _ => [] };
    private static readonly Option<string?> Money = CommonOptions.Money();
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var list = new Command("list", "Lists triggers.") { Json };
        list.SetAction(ListAsync);
        var webhook = new Command("add-webhook", "Makes a webhook; prints its secret, this once, alone on a line.") { Pipeline, Name, Map, Input, Money, Json };
        webhook.SetAction((parsed, cancel) => SendAsync(parsed, session => session.PostAsync("/api/v1/triggers", Body(parsed, "webhook"), cancel), cancel));
        var folder = new Command("add-folder", "Watches a folder.") { Pipeline, Name, Folder, For, Settle, Input, Money, Json };
        folder.SetAction((parsed, cancel) => SendAsync(parsed, session => session.PostAsync("/api/v1/triggers", Body(parsed, "folder"), cancel), cancel));
        var remove = new Command("remove", "Removes it; its runs stay.") { Id, Json };
        remove.SetAction((parsed, cancel) => SendAsync(parsed, session => session.DeleteAsync(Path(parsed), cancel), cancel));
        return new Command("trigger", "What starts pipelines from outside.")
        {
            list, webhook, folder, Act("rotate", "Gives a webhook a new secret; prints it, this once."), Act("enable", "Lets it start runs again."),
            Act("disable", "Keeps it from starting runs."), remove,
        };
    }

    private static Command Act(string verb, string description)
    {
        var command = new Command(verb, description) { Id, Json };
        command.SetAction((parsed, cancel) => SendAsync(parsed, session => session.PostAsync($"{Path(parsed)}/{verb}", [], cancel), cancel));
        return command;
    }

    private static JsonObject Body(ParseResult parsed, string kind)
    {
        var body = new JsonObject
        {
            ["kind"] = kind,
            ["pipeline"] = parsed.GetValue(Pipeline),
            ["name"] = parsed.GetValue(Name),
            ["money"] = parsed.GetValue(Money),
            ["inputs"] = InputArguments.Read(parsed.GetValue(Input) ?? [], Environment.CurrentDirectory),
        };
        if (kind == "webhook")
        {
            body["mapping"] = InputArguments.Read(parsed.GetValue(Map) ?? [], Environment.CurrentDirectory);
            return body;
        }

        (body["folder"], body["fileInput"], body["settleSeconds"]) = (parsed.GetValue(Folder), parsed.GetValue(For), parsed.GetValue(Settle));
        return body;
    }

    private static string Path(ParseResult parsed) => $"/api/v1/triggers/{Uri.EscapeDataString(parsed.GetValue(Id)!)}";

    private static async Task<int> SendAsync(ParseResult parsed, Func<CommandSession, Task<JsonNode>> send, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var answer = await send(session);
        if (parsed.GetValue(Json))
        {
            await CommonOptions.PrintJsonAsync(answer);
            return ExitCode.Done;
        }

        var trigger = answer["trigger"] ?? answer;
        await Console.Error.WriteLineAsync($"Trigger {trigger["id"]} of {trigger["pipeline"]}, {((bool)trigger["enabled"]! ? "enabled" : "disabled")} {trigger["folder"]}");
        if (answer["secret"] is { } secret) await Console.Out.WriteLineAsync((string)secret!);
        return ExitCode.Done;
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var report = await session.GetAsync("/api/v1/triggers", cancellationToken);
        if (parsed.GetValue(Json))
        {
            await CommonOptions.PrintJsonAsync(report);
            return ExitCode.Done;
        }

        await CommonOptions.PrintTableAsync(
            ["TRIGGER", "NAME", "KIND", "PIPELINE", "STATE", "WHERE"],
            [.. report["items"]!.AsArray().Select(t => (IReadOnlyList<string>)[
                $"{t!["id"]}", $"{t["name"]}", $"{t["kind"]}", $"{t["pipeline"]}", (bool)t["enabled"]! ? "enabled" : "disabled",
                (string)t["kind"]! == "folder" ? $"{t["folder"]}" : $"/api/v1/triggers/{t["id"]}"])]);
        return ExitCode.Done;
    }
}
