using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Starts.Triggers;

/// <summary>A trigger as a person states it.</summary>
public sealed record SaveTriggerRequest
{
    /// <summary>The pipeline's name.</summary>
    public required string Pipeline { get; init; }

    /// <summary>For people, 1 to 100 characters.</summary>
    public required string Name { get; init; }

    public required TriggerKind Kind { get; init; }

    public required MoneyMode Money { get; init; }

    /// <summary>What all its runs share.</summary>
    public JsonObject Inputs { get; init; } = [];

    /// <summary>For a webhook: input → dotted path of a JSON field, such as <c>release.body</c>; <c>$</c> for the whole body.</summary>
    public IReadOnlyDictionary<string, string> Mapping { get; init; } = new Dictionary<string, string>();

    /// <summary>For a folder: its path below the root of watched folders.</summary>
    public string Folder { get; init; } = "";

    /// <summary>For a folder: the input that takes the file.</summary>
    public string FileInput { get; init; } = "";

    /// <summary>For a folder: 1 to 3600.</summary>
    public int SettleSeconds { get; init; } = SaveTrigger.DefaultSettle;
}

/// <summary>A new trigger.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Secret">Of a webhook: what requests are signed with, told this once; null for a folder.</param>
public sealed record NewTrigger(TriggerId Id, string? Secret);

/// <summary>Makes triggers. To change one, make another and remove the old one: a sender that was told the old mapping must not meet a new one.</summary>
public sealed class SaveTrigger(
    CommandRunner runner, IDbContextFactory<GenOpsDbContext> factory, RunScripts scripts, ISecretProtector secrets, TriggerFolders folders, TimeProvider time)
{
    /// <summary>How long a file stands still unless told otherwise, seconds.</summary>
    public const int DefaultSettle = 5;

    /// <summary>Makes the trigger, and for a folder the folder.</summary>
    /// <exception cref="InvalidInputException">Something of it cannot be used; all is listed.</exception>
    /// <exception cref="ConflictException">The pipeline has no active version, or the folder is watched already.</exception>
    public async Task<NewTrigger> ExecuteAsync(Actor actor, SaveTriggerRequest request, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var pipeline = await db.Pipelines.AsNoTracking().SingleOrDefaultAsync(p => p.Name == request.Pipeline, cancellationToken)
            ?? throw new NotFoundException($"There is no pipeline '{request.Pipeline}'. See the list under Pipelines, or 'genops pipeline list'.");
        if (pipeline.ActiveVersionId is not { } version) throw new ConflictException($"The pipeline '{pipeline.Name}' has no active version. Publish its draft first.");
        var problems = Check(request, (await scripts.OfAsync(version, cancellationToken)).Definition).ToList();
        if (problems.Count > 0) throw new InvalidInputException(problems);
        var folder = request.Folder.Trim().Trim('/');
        if (request.Kind == TriggerKind.Folder)
        {
            if (await db.Triggers.AnyAsync(t => t.Kind == TriggerKind.Folder && t.Folder == folder, cancellationToken))
                throw new ConflictException($"The folder '{folder}' is watched already: a file cannot start two pipelines. Choose another one.");
            Make(folder);
        }

        var secret = request.Kind == TriggerKind.Webhook ? NewSecret() : null;
        var trigger = new Trigger
        {
            Id = Id.New<TriggerId>(),
            PipelineId = pipeline.Id,
            Kind = request.Kind,
            Name = request.Name.Trim(),
            Money = request.Money,
            Inputs = request.Inputs.ToText(),
            Mapping = new JsonObject(request.Mapping.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value.Trim()))).ToText(),
            ProtectedSecret = secret is null ? "" : secrets.Protect(secret),
            Folder = folder,
            FileInput = request.FileInput,
            SettleSeconds = request.SettleSeconds,
            CreatedBy = actor.Name,
            CreatedAt = time.UtcNow(),
        };
        await runner.RunAsync(
            actor,
            scope =>
            {
                scope.Db.Add(trigger);
                scope.Record("trigger.create", "trigger", trigger.Id,
                    $"Made the {request.Kind.ToString().ToLowerInvariant()} trigger '{trigger.Name}' of {pipeline.Name}{(folder.Length > 0 ? $" on the folder {folder}" : "")}");
            },
            cancellationToken);
        return new NewTrigger(trigger.Id, secret);
    }

    private void Make(string folder)
    {
        try
        {
            if (folders.ProblemOf(folder) is { } problem) throw new InvalidInputException([problem]);
            folders.Create(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException("folder", $"It cannot be made: {e.Message}", "Give GenOps's user the right to write there, or choose another one.");
        }
    }

    /// <summary>256 random bits.</summary>
    internal static string NewSecret() => "genopswh_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static IEnumerable<FieldProblem> Check(SaveTriggerRequest request, PipelineDefinition definition)
    {
        if (request.Name.Trim().Length is 0 or > 100) yield return new FieldProblem("name", "It has no name, or a very long one.", "Give 1 to 100 characters.");
        var folder = request.Kind == TriggerKind.Folder;
        if (folder && !TriggerFolders.IsUsable(request.Folder))
            yield return new FieldProblem("folder", $"'{request.Folder}' cannot be watched.", "Give a path of letters, digits, dashes and underscores, such as invoices/inbox.");
        if (folder && request.SettleSeconds is < 1 or > 3600)
            yield return new FieldProblem("settleSeconds", $"{request.SettleSeconds} s cannot be waited.", "Choose 1 to 3600.");
        if (folder && !definition.Inputs.Any(i => i.Name == request.FileInput && i.Type is InputType.File or InputType.Files or InputType.Text))
            yield return new FieldProblem("fileInput", $"The pipeline has no input '{request.FileInput}' that takes a file.", $"Its inputs: {string.Join(", ", definition.Inputs.Select(i => i.Name))}.");
        foreach (var problem in folder ? [] : request.Mapping.Where(m => !JsonField.IsPath(m.Value)))
            yield return new FieldProblem("mapping", $"'{problem.Value}' is no path to a field.", "Write release.body, items.0.name, or $ for the whole body.");
        var given = request.Inputs.Select(i => i.Key).Concat(folder ? [request.FileInput] : request.Mapping.Keys).ToHashSet();
        foreach (var unknown in given.Where(name => !(folder && name == request.FileInput) && definition.Inputs.All(i => i.Name != name)))
            yield return new FieldProblem(unknown, "The pipeline has no such input.", $"Its inputs: {string.Join(", ", definition.Inputs.Select(i => i.Name))}.");
        foreach (var missing in definition.Inputs.Where(i => i.Required && !given.Contains(i.Name)))
            yield return new FieldProblem(missing.Name, $"Nothing gives '{missing.Label}'.", folder ? "Give it for all runs." : "Map a field to it, or give it for all runs.");
    }
}
