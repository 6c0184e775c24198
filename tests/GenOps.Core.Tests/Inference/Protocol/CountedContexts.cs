using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Tests.Inference.Protocol;

/// <summary>Counts how often the database is turned to, and lets it fail once when asked.</summary>
internal sealed class CountedContexts(IDbContextFactory<GenOpsDbContext> inner) : IDbContextFactory<GenOpsDbContext>
{
    private int opened;

    public int Opened { get => opened; set => opened = value; }

    public bool FailNext { get; set; }

    /// <summary>Puts it in place of what is registered.</summary>
    public static CountedContexts Count(IServiceCollection services)
    {
        var counted = new CountedContexts((IDbContextFactory<GenOpsDbContext>)services.Last(s => s.ServiceType == typeof(IDbContextFactory<GenOpsDbContext>)).ImplementationInstance!);
        services.AddSingleton<IDbContextFactory<GenOpsDbContext>>(counted);
        return counted;
    }

    public GenOpsDbContext CreateDbContext()
    {
        Interlocked.Increment(ref opened);
        if (!FailNext) return inner.CreateDbContext();
        FailNext = false;
        throw new IOException("The test lets the database fail.");
    }
}
