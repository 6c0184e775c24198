using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Runs.Starting;

/// <summary>Starts one run for each of many files, or none: a file that cannot be taken is named before anything is spent.</summary>
public sealed class StartRunPerFile(CommandRunner runner, StartRun start)
{
    /// <summary>The most files at a time.</summary>
    public const int MostFiles = InputBinder.MaxFiles;

    /// <summary>Starts the runs in one transaction.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="request">The pipeline, and the inputs that all runs share.</param>
    /// <param name="input">The name of the input that takes the file.</param>
    /// <param name="files">1 to <see cref="MostFiles"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The runs, in the order of the files.</returns>
    /// <exception cref="InvalidInputException">A file or another input cannot be taken; all are listed.</exception>
    public async Task<IReadOnlyList<RunId>> ExecuteAsync(
        Actor actor, StartRunRequest request, string input, IReadOnlyList<InputValue.File> files, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        if (files.Count is 0 or > MostFiles) throw new InvalidInputException(input, $"{files.Count} files were given.", $"Give 1 to {MostFiles}.");
        var prepared = new List<PreparedRun>();
        var problems = new List<FieldProblem>();
        var tooLarge = false;
        foreach (var file in files)
        {
            var inputs = new Dictionary<string, InputValue>(request.Inputs) { [input] = file };
            try
            {
                prepared.Add(await start.PrepareAsync(request with { Inputs = inputs }, cancellationToken));
            }
            catch (InvalidInputException e)
            {
                problems.AddRange(e.Problems.Where(p => !problems.Contains(p)));
                tooLarge |= e.IsTooLarge;
            }
        }

        if (problems.Count > 0) throw new InvalidInputException(problems) { IsTooLarge = tooLarge };
        return await runner.RunAsync(actor, scope => StageAsync(scope, prepared), cancellationToken);
    }

    private static async Task<IReadOnlyList<RunId>> StageAsync(CommandScope scope, List<PreparedRun> prepared) =>
        [.. (await StartStaging.StageAsync(scope, prepared)).Select(o => o.Demand().Id)];
}
