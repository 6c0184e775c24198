using GenOps.Core.Data;
using GenOps.Core.Starts.Triggers;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Starts.Triggers;

/// <summary>A folder that would lay the product's own files open is refused when its trigger is saved.</summary>
public sealed class SaveFolderTriggerTests : DatabaseTest
{
    private TriggerFixture? _fixture;

    public SaveFolderTriggerTests()
        : base(DatabaseKind.Sqlite)
    {
    }

    private TriggerFixture Fixture => _fixture ??= new TriggerFixture(Database);

    public override async Task DisposeAsync()
    {
        _fixture?.Dispose();
        await base.DisposeAsync();
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../keys")]
    [InlineData("a/../../keys")]
    public async Task Execute_NameThatLeavesTheRoot_IsRefused(string folder) =>
        Assert.Contains("cannot be watched", (await RefusedAsync(folder)).Problem, StringComparison.Ordinal);

    [Theory]
    [InlineData("keys", "inbox/link")]
    [InlineData("published", "inbox/link")]
    [InlineData(".", "inbox/link")]
    public async Task Execute_LinkBelowTheRoot_IsRefusedWithItsCure(string target, string link)
    {
        Directory.CreateDirectory(Path.Combine(Fixture.Data, target));
        Directory.CreateDirectory(Path.Combine(Fixture.Data, OwnPlaces.Inbox));
        Directory.CreateSymbolicLink(Path.Combine(Fixture.Data, link), Path.Combine(Fixture.Data, target));
        foreach (var folder in (string[])["link", "link/deeper"])
        {
            var problem = await RefusedAsync(folder);

            Assert.Contains("is a link, and links are not followed", problem.Problem, StringComparison.Ordinal);
            Assert.Contains("Put a real folder in its place", problem.Cure, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(Path.Combine(Fixture.Data, target, TriggerFolders.Done)));
    }

    [Fact]
    public async Task Execute_RootThatHasBecomeALinkToTheDataFolder_IsRefusedWithItsCure()
    {
        Directory.CreateSymbolicLink(Path.Combine(Fixture.Data, OwnPlaces.Inbox), Fixture.Data);

        var problem = await RefusedAsync("keys");

        Assert.Contains("the data folder is there", problem.Problem, StringComparison.Ordinal);
        Assert.Contains("Set GenOps:Triggers:Root to a folder of its own", problem.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_FileInItsPlace_IsRefused()
    {
        Directory.CreateDirectory(Path.Combine(Fixture.Data, OwnPlaces.Inbox));
        await File.WriteAllTextAsync(Path.Combine(Fixture.Data, OwnPlaces.Inbox, "in"), "");

        Assert.Contains("is no folder", (await RefusedAsync("in")).Problem, StringComparison.Ordinal);
    }

    private async Task<FieldProblem> RefusedAsync(string folder)
    {
        await using (var db = Open())
        {
            if (!await db.Pipelines.AnyAsync()) await Fixture.Runs.AddAsync();
        }

        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => Fixture.FolderAsync(folder));
        await using var after = Open();
        Assert.False(await after.Triggers.AnyAsync());
        return Assert.Single(refused.Problems);
    }
}
