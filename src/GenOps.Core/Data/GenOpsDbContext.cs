using GenOps.Core.Access;
using GenOps.Core.Alerts;
using GenOps.Core.Analytics.Reconciliation;
using GenOps.Core.Analytics.Rollups;
using GenOps.Core.Audit;
using GenOps.Core.Blobs;
using GenOps.Core.Delivery;
using GenOps.Core.Desk.Views;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Ledger;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Levers.Batches;
using GenOps.Core.Outbound;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines;
using GenOps.Core.Pricing;
using GenOps.Core.Publishing;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Nodes;
using GenOps.Core.Runs.Starting;
using GenOps.Core.Starts.Backfills;
using GenOps.Core.Starts.Schedules;
using GenOps.Core.Starts.Triggers;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Data;

/// <summary>All that GenOps keeps: one model for two databases. Made per operation by a factory, never kept.</summary>
public abstract class GenOpsDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();

    public DbSet<IdentityRole<Guid>> RoleRows => Set<IdentityRole<Guid>>();

    public DbSet<IdentityUserRole<Guid>> UserRoles => Set<IdentityUserRole<Guid>>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<SignIn> SignIns => Set<SignIn>();

    public DbSet<ProtectionKey> ProtectionKeys => Set<ProtectionKey>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<Blob> Blobs => Set<Blob>();

    public DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();

    public DbSet<Pipeline> Pipelines => Set<Pipeline>();

    public DbSet<PipelineVersion> PipelineVersions => Set<PipelineVersion>();

    public DbSet<PipelineDraft> PipelineDrafts => Set<PipelineDraft>();

    public DbSet<PipelineActivation> PipelineActivations => Set<PipelineActivation>();

    public DbSet<Schedule> Schedules => Set<Schedule>();

    public DbSet<ScheduleOccurrence> ScheduleOccurrences => Set<ScheduleOccurrence>();

    public DbSet<Backfill> Backfills => Set<Backfill>();

    public DbSet<BackfillItem> BackfillItems => Set<BackfillItem>();

    public DbSet<Trigger> Triggers => Set<Trigger>();

    public DbSet<TriggerDelivery> TriggerDeliveries => Set<TriggerDelivery>();

    public DbSet<Alert> Alerts => Set<Alert>();

    public DbSet<AlertMute> AlertMutes => Set<AlertMute>();

    public DbSet<AlertNotice> AlertNotices => Set<AlertNotice>();

    public DbSet<Run> Runs => Set<Run>();

    public DbSet<StepRun> StepRuns => Set<StepRun>();

    public DbSet<Node> Nodes => Set<Node>();

    public DbSet<Hold> Holds => Set<Hold>();

    public DbSet<RunRequest> RunRequests => Set<RunRequest>();

    public DbSet<RunBatch> RunBatches => Set<RunBatch>();

    public DbSet<RunBatchItem> RunBatchItems => Set<RunBatchItem>();

    public DbSet<SavedView> SavedViews => Set<SavedView>();

    public DbSet<ModelCall> ModelCalls => Set<ModelCall>();

    public DbSet<UsageLine> UsageLines => Set<UsageLine>();

    public DbSet<ProviderAccount> ProviderAccounts => Set<ProviderAccount>();

    public DbSet<FailoverQuestion> FailoverQuestions => Set<FailoverQuestion>();

    public DbSet<OutboundAllowance> OutboundAllowances => Set<OutboundAllowance>();

    public DbSet<RouteDecision> RouteDecisions => Set<RouteDecision>();

    public DbSet<DuplicateAnswer> DuplicateAnswers => Set<DuplicateAnswer>();

    public DbSet<Circuit> Circuits => Set<Circuit>();

    public DbSet<CallLimit> CallLimits => Set<CallLimit>();

    public DbSet<Reroute> Reroutes => Set<Reroute>();

    public DbSet<PriceEntry> PriceEntries => Set<PriceEntry>();

    public DbSet<PriceAlias> PriceAliases => Set<PriceAlias>();

    public DbSet<LedgerEntry> LedgerEntries => Set<LedgerEntry>();

    public DbSet<Budget> Budgets => Set<Budget>();

    public DbSet<BudgetAccount> BudgetAccounts => Set<BudgetAccount>();

    public DbSet<BudgetReservation> BudgetReservations => Set<BudgetReservation>();

    public DbSet<BudgetWait> BudgetWaits => Set<BudgetWait>();

    public DbSet<BudgetAlert> BudgetAlerts => Set<BudgetAlert>();

    public DbSet<Assumption> Assumptions => Set<Assumption>();

    public DbSet<Output> Outputs => Set<Output>();

    public DbSet<OutputRevision> OutputRevisions => Set<OutputRevision>();

    public DbSet<Artifact> Artifacts => Set<Artifact>();

    public DbSet<Flag> Flags => Set<Flag>();

    public DbSet<ReviewTask> ReviewTasks => Set<ReviewTask>();

    public DbSet<ReviewClaim> ReviewClaims => Set<ReviewClaim>();

    public DbSet<ReviewSkip> ReviewSkips => Set<ReviewSkip>();

    public DbSet<ReviewDecision> ReviewDecisions => Set<ReviewDecision>();

    public DbSet<Labour> Labour => Set<Labour>();

    public DbSet<PublishCall> PublishCalls => Set<PublishCall>();

    internal DbSet<RollupKey> RollupKeys => Set<RollupKey>();

    internal DbSet<RollupSum> RollupSums => Set<RollupSum>();

    internal DbSet<RollupSpread> RollupSpreads => Set<RollupSpread>();

    internal DbSet<RunRollup> RunRollups => Set<RunRollup>();

    internal DbSet<RunStamp> RunStamps => Set<RunStamp>();

    internal DbSet<RollupState> RollupStates => Set<RollupState>();

    internal DbSet<ReconciledMonth> ReconciledMonths => Set<ReconciledMonth>();

    /// <summary>Whether a wake-up was added since the last commit. Where nothing came of it, somebody looks once for nothing.</summary>
    internal bool WakesRuns { get; set; }

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        IdentityTables.Configure(modelBuilder);
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(GenOpsDbContext).Assembly);
    }

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        StoredTypes.Configure(configurationBuilder);
    }
}

/// <summary>The model on SQLite.</summary>
public sealed class SqliteGenOpsDbContext(DbContextOptions<SqliteGenOpsDbContext> options) : GenOpsDbContext(options);

/// <summary>The model on PostgreSQL.</summary>
public sealed class PostgresGenOpsDbContext(DbContextOptions<PostgresGenOpsDbContext> options) : GenOpsDbContext(options);
