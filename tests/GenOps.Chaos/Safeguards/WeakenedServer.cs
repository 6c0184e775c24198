using GenOps.Core.Data;
using GenOps.Core.Outbound;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Steps;
using GenOps.Testing.Processes;
using GenOps.Web.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Chaos.Safeguards;

/// <summary>The product's own server, put together without one of its safeguards. The product itself cannot do without any.</summary>
public static class WeakenedServer
{
    private const string Command = "serve-without";

    /// <summary>What to start for such a server.</summary>
    public static IReadOnlyList<string> Program(Safeguard without) =>
        [GenOpsProgram.Built("tests/GenOps.Chaos", "GenOps.Chaos.dll"), Command, without.ToString()];

    /// <summary>Serves until it is stopped; null when the arguments ask for something else.</summary>
    public static Task<int>? Serve(string[] args) => args is [Command, var name, .. var settings] && Enum.TryParse<Safeguard>(name, out var without)
        ? GenOpsWebApplication.RunAsync(settings, Console.Out, Console.Error, CancellationToken.None, builder => TakeAway(builder.Services, without))
        : null;

    /// <summary>Lets a database, which is SQLite, forget at once that a call was being sent.</summary>
    public static Task ForgetSendingAsync(GenOpsDbContext db) => db.Database.ExecuteSqlRawAsync(
        """
        CREATE TRIGGER forget_sending AFTER UPDATE ON "ModelCalls" WHEN OLD."State" = 'Intent' AND NEW."State" = 'Sending'
        BEGIN UPDATE "ModelCalls" SET "State" = 'Intent' WHERE "Id" = NEW."Id"; END
        """);

    private static void TakeAway(IServiceCollection services, Safeguard without)
    {
        if (without == Safeguard.Fence) services.AddSingleton<IStepFence, OpenFence>();
        if (without == Safeguard.SingleSend) services.AddSingleton(s => Twice(s.GetRequiredService<OutboundGuard>()));
    }

    private static OutboundClient Twice(OutboundGuard guard) =>
        new(guard) { Http = new HttpClient(new SecondTry(new OutboundHandler(guard))) { Timeout = Timeout.InfiniteTimeSpan } };

    /// <summary>Whoever had a step once holds it for ever.</summary>
    private sealed class OpenFence : IStepFence
    {
        public IQueryable<StepRun> Held(GenOpsDbContext db, StepRun claimed) => db.StepRuns.Where(s => s.Id == claimed.Id);

        public bool Holds(StepRun row, StepRun claimed) => row.Id == claimed.Id;

        public string Demand => "TRUE";
    }

    /// <summary>Sends again what was not answered, as clients do by default.</summary>
    private sealed class SecondTry(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException)
            {
                return await base.SendAsync(request, cancellationToken);
            }
        }
    }
}
