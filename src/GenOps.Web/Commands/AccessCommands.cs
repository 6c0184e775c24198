using System.Buffers.Text;
using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using GenOps.Core.Access;

namespace GenOps.Web.Commands;

/// <summary><c>genops user add</c>.</summary>
internal static class UserCommands
{
    private static readonly Option<string> Email = new("--email") { Description = "Also the name to sign in with.", HelpName = "EMAIL", Required = true };

    private static readonly Option<string[]> Role = new("--role")
    {
        Description = $"One of {string.Join(", ", Roles.All)}; repeat it for more.",
        HelpName = "ROLE",
        Required = true,
    };

    private static readonly Option<bool> PasswordStdin = new("--password-stdin")
    {
        Description = "Read the password from the first line of standard input. Without it one is made and printed.",
    };

    private static readonly Option<string?> Name = new("--name") { Description = "The name colleagues see.", HelpName = "NAME" };

    public static Command Create()
    {
        var add = new Command("add", "Makes an account.") { Email, Role, Name, PasswordStdin };
        add.SetAction(AddAsync);
        return new Command("user", "People who sign in.") { add };
    }

    private static async Task<int> AddAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var given = parsed.GetValue(PasswordStdin) ? await Console.In.ReadLineAsync(cancellationToken) ?? "" : null;
        if (given is "") throw new CommandFailedException("--password-stdin: standard input is empty.", ExitCode.Usage);
        var password = given ?? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(18));
        var body = new JsonObject
        {
            ["email"] = parsed.GetValue(Email),
            ["password"] = password,
            ["roles"] = new JsonArray([.. parsed.GetValue(Role)!.Select(r => JsonValue.Create(r))]),
            ["displayName"] = parsed.GetValue(Name),
        };
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        await session.PostAsync("/api/v1/users", body, cancellationToken);
        await Console.Error.WriteLineAsync($"Added {parsed.GetValue(Email)}.{(given is null ? " This is the password, shown this once:" : "")}");
        if (given is null) await Console.Out.WriteLineAsync(password);
        return ExitCode.Done;
    }
}

/// <summary><c>genops apikey add</c>.</summary>
internal static class ApiKeyCommands
{
    private static readonly Option<string> Name = new("--name")
    {
        Description = "What it is for; 'command line' by default.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "command line",
    };

    private static readonly Option<string> Role = new("--role")
    {
        Description = $"The role it carries: one of {string.Join(", ", Roles.All)}.",
        HelpName = "ROLE",
        Required = true,
    };

    public static Command Create()
    {
        var add = new Command("add", "Makes an API key and prints it, this once, alone on a line.") { Name, Role };
        add.SetAction(AddAsync);
        return new Command("apikey", "Keys for the API.") { add };
    }

    private static async Task<int> AddAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["name"] = parsed.GetValue(Name), ["role"] = parsed.GetValue(Role) };
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var key = await session.PostAsync("/api/v1/apikeys", body, cancellationToken);
        await Console.Out.WriteLineAsync((string)key["secret"]!);
        return ExitCode.Done;
    }
}
