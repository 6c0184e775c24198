using GenOps.Testing;

namespace GenOps.Benchmarks;

/// <summary>The server of an older revision, built in a working copy of its own that goes with this.</summary>
internal sealed class OlderBuild : IAsyncDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"genops-before-{Guid.NewGuid():N}");

    private OlderBuild(string revision) => Revision = revision;

    /// <summary>As it was asked for.</summary>
    public string Revision { get; }

    /// <summary>What to start.</summary>
    public IReadOnlyList<string> Program => [Path.Combine(folder, "src", "GenOps.Web", "bin", "Release", "net10.0", "genops.dll")];

    /// <summary>Builds one; takes minutes.</summary>
    /// <exception cref="InvalidOperationException">There is no such revision, or it does not build.</exception>
    public static async Task<OlderBuild> MakeAsync(string revision)
    {
        var build = new OlderBuild(revision);
        Console.WriteLine($"  building {revision} …");
        try
        {
            await Outside.RunAsync(Repository.Root, "git", "worktree", "add", "--detach", build.folder, revision);
            await Outside.RunAsync(build.folder, "dotnet", "build", "src/GenOps.Web", "-c", "Release", "-v", "quiet", "-nologo", "-nodeReuse:false", "-p:RunAnalyzers=false");
            // A build that is asked to end says that all went well.
            if (!File.Exists(build.Program[0])) throw new InvalidOperationException($"The build of {revision} left no {build.Program[0]}.");
            return build;
        }
        catch
        {
            await build.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(folder)) await Outside.RunAsync(Repository.Root, "git", "worktree", "remove", "--force", folder);
    }
}
