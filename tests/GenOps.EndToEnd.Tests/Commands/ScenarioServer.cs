using GenOps.Core.Data;
using GenOps.Testing.Finance;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.EndToEnd.Tests.Commands;

/// <summary>A server whose data are <see cref="FinanceScenario"/>, for commands that read them.</summary>
public sealed class ScenarioServer : IAsyncLifetime
{
    private GenOpsProcess? _process;

    /// <summary>What commands name with <c>--data</c>.</summary>
    public string DataFolder => _process!.DataFolder;

    public async Task InitializeAsync()
    {
        _process = await GenOpsProcess.StartAsync();
        await FillAsync(DataFolder);
    }

    public async Task DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
    }

    /// <summary>Puts the scenario into a data folder in which there is a database, still without runs.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="more">Rows that are written after it; null for none.</param>
    public static async Task FillAsync(string folder, Func<FinanceScenario, object[]>? more = null)
    {
        var scenario = new FinanceScenario();
        await using var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddGenOpsDatabase(DatabaseChoice.From(null, folder)).BuildServiceProvider();
        await using var db = await services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>().CreateDbContextAsync();
        await scenario.SaveAsync(db);
        if (more is null) return;
        db.AddRange(more(scenario));
        await db.SaveChangesAsync();
    }
}
