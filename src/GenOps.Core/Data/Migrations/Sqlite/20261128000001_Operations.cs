using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GenOps.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Operations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Outbox_DispatchedAt_DueAt",
                table: "Outbox");

            migrationBuilder.AddColumn<DateTime>(
                name: "Deadline",
                table: "StepRuns",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "HeldFor",
                table: "StepRuns",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<Guid>(
                name: "ReusedFrom",
                table: "StepRuns",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "WaitsForPlace",
                table: "StepRuns",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "JitterSeconds",
                table: "Schedules",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Misfire",
                table: "Schedules",
                type: "TEXT",
                nullable: false,
                defaultValue: "One");

            migrationBuilder.AddColumn<int>(
                name: "MisfireLimit",
                table: "Schedules",
                type: "INTEGER",
                nullable: false,
                defaultValue: 24);

            migrationBuilder.AddColumn<string>(
                name: "Overlap",
                table: "Schedules",
                type: "TEXT",
                nullable: false,
                defaultValue: "Allow");

            migrationBuilder.AddColumn<string>(
                name: "PauseReason",
                table: "Schedules",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateTime>(
                name: "PausedUntil",
                table: "Schedules",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Missed",
                table: "ScheduleOccurrences",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Outcome",
                table: "ScheduleOccurrences",
                type: "TEXT",
                nullable: false,
                defaultValue: "Started");

            migrationBuilder.Sql("UPDATE \"ScheduleOccurrences\" SET \"Outcome\" = 'Failed' WHERE \"RunId\" IS NULL;");

            migrationBuilder.AddColumn<bool>(
                name: "AbortRequested",
                table: "Runs",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<DateTime>(
                name: "Deadline",
                table: "Runs",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Priority",
                table: "Runs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<Guid>(
                name: "RerunOf",
                table: "Runs",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "TimedOutAt",
                table: "Runs",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ReleasedBy",
                table: "Reroutes",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Fallbacks",
                table: "ProviderAccounts",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "MostRunsAtOnce",
                table: "Pipelines",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Priority",
                table: "Pipelines",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "Priority",
                table: "Outbox",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Failure",
                table: "ModelCalls",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "RunId",
                table: "Holds",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "StepRunId",
                table: "Holds",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "AlertMutes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Key = table.Column<string>(type: "TEXT", nullable: false),
                    Until = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", nullable: false),
                    By = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AlertMutes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AlertNotices",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    AlertId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Channel = table.Column<string>(type: "TEXT", nullable: false),
                    IsResolved = table.Column<bool>(type: "INTEGER", nullable: false),
                    DueAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    SentAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Problem = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AlertNotices", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Alerts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    Target = table.Column<string>(type: "TEXT", nullable: false),
                    OpenKey = table.Column<string>(type: "TEXT", nullable: true),
                    Title = table.Column<string>(type: "TEXT", nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false),
                    Link = table.Column<string>(type: "TEXT", nullable: false),
                    Count = table.Column<int>(type: "INTEGER", nullable: false),
                    RaisedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ResolvedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    AcknowledgedBy = table.Column<string>(type: "TEXT", nullable: false),
                    AcknowledgedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Alerts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Backfills",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PipelineId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ScheduleId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Source = table.Column<string>(type: "TEXT", nullable: false),
                    Money = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", nullable: false),
                    Concurrency = table.Column<int>(type: "INTEGER", nullable: false),
                    CapNanos = table.Column<long>(type: "INTEGER", nullable: true),
                    Problem = table.Column<string>(type: "TEXT", nullable: false),
                    CancelRuns = table.Column<bool>(type: "INTEGER", nullable: false),
                    CreatedBy = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Backfills", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "BudgetAlerts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    AccountId = table.Column<Guid>(type: "TEXT", nullable: false),
                    BudgetId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Warning = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    SpentNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    AmountNanos = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BudgetAlerts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "BudgetReservations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    AccountId = table.Column<Guid>(type: "TEXT", nullable: false),
                    BudgetId = table.Column<Guid>(type: "TEXT", nullable: false),
                    CallId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Nanos = table.Column<long>(type: "INTEGER", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ClosedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BudgetReservations", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "BudgetWaits",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    AccountId = table.Column<Guid>(type: "TEXT", nullable: false),
                    BudgetId = table.Column<Guid>(type: "TEXT", nullable: false),
                    RunId = table.Column<Guid>(type: "TEXT", nullable: false),
                    StepRunId = table.Column<Guid>(type: "TEXT", nullable: false),
                    NeedNanos = table.Column<long>(type: "INTEGER", nullable: true),
                    HoldId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Provider = table.Column<string>(type: "TEXT", nullable: false),
                    Model = table.Column<string>(type: "TEXT", nullable: false),
                    Parked = table.Column<bool>(type: "INTEGER", nullable: false),
                    Since = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BudgetWaits", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Budgets",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Scope = table.Column<string>(type: "TEXT", nullable: false),
                    Target = table.Column<string>(type: "TEXT", nullable: false),
                    Period = table.Column<string>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    Money = table.Column<string>(type: "TEXT", nullable: false),
                    AmountNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    CreatedBy = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Budgets", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "CallLimits",
                columns: table => new
                {
                    Provider = table.Column<string>(type: "TEXT", nullable: false),
                    Model = table.Column<string>(type: "TEXT", nullable: false),
                    AtOnce = table.Column<int>(type: "INTEGER", nullable: true),
                    RequestsPerMinute = table.Column<int>(type: "INTEGER", nullable: true),
                    TokensPerMinute = table.Column<long>(type: "INTEGER", nullable: true),
                    RequestsLeft = table.Column<double>(type: "REAL", nullable: false),
                    TokensLeft = table.Column<double>(type: "REAL", nullable: false),
                    FilledAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    BlockedUntil = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CallLimits", x => new { x.Provider, x.Model });
                });

            migrationBuilder.CreateTable(
                name: "Circuits",
                columns: table => new
                {
                    Provider = table.Column<string>(type: "TEXT", nullable: false),
                    Model = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", nullable: false),
                    Failures = table.Column<int>(type: "INTEGER", nullable: false),
                    Trips = table.Column<int>(type: "INTEGER", nullable: false),
                    OpenedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    ProbeAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Problem = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Circuits", x => new { x.Provider, x.Model });
                });

            migrationBuilder.CreateTable(
                name: "Nodes",
                columns: table => new
                {
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Home = table.Column<string>(type: "TEXT", nullable: false),
                    Machine = table.Column<string>(type: "TEXT", nullable: false),
                    Role = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<string>(type: "TEXT", nullable: false),
                    Workers = table.Column<int>(type: "INTEGER", nullable: false),
                    StartedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    SeenAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Nodes", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "ProtectionKeys",
                columns: table => new
                {
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Xml = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ProtectionKeys", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "RunBatches",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Action = table.Column<string>(type: "TEXT", nullable: false),
                    Filter = table.Column<string>(type: "TEXT", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", nullable: false),
                    ActorId = table.Column<Guid>(type: "TEXT", nullable: true),
                    By = table.Column<string>(type: "TEXT", nullable: false),
                    PlacedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Total = table.Column<int>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RunBatches", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "RunRequests",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Caller = table.Column<string>(type: "TEXT", nullable: false),
                    Key = table.Column<string>(type: "TEXT", nullable: false),
                    BodyHash = table.Column<string>(type: "TEXT", nullable: false),
                    RunId = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RunRequests", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SavedViews",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    OwnerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    OwnerName = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    NameKey = table.Column<string>(type: "TEXT", nullable: false),
                    Filter = table.Column<string>(type: "TEXT", nullable: false),
                    Shared = table.Column<bool>(type: "INTEGER", nullable: false),
                    SavedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SavedViews", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "TriggerDeliveries",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    TriggerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Key = table.Column<string>(type: "TEXT", nullable: false),
                    Signature = table.Column<string>(type: "TEXT", nullable: true),
                    Label = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    RunId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Problem = table.Column<string>(type: "TEXT", nullable: false),
                    Settled = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TriggerDeliveries", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Triggers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PipelineId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Enabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    Money = table.Column<string>(type: "TEXT", nullable: false),
                    Inputs = table.Column<string>(type: "TEXT", nullable: false),
                    Mapping = table.Column<string>(type: "TEXT", nullable: false),
                    ProtectedSecret = table.Column<string>(type: "TEXT", nullable: false),
                    Folder = table.Column<string>(type: "TEXT", nullable: false),
                    FileInput = table.Column<string>(type: "TEXT", nullable: false),
                    SettleSeconds = table.Column<int>(type: "INTEGER", nullable: false),
                    Problem = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedBy = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Triggers", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "BackfillItems",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    BackfillId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Position = table.Column<int>(type: "INTEGER", nullable: false),
                    Label = table.Column<string>(type: "TEXT", nullable: false),
                    InputHash = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", nullable: false),
                    RunId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Problem = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BackfillItems", x => x.Id);
                    table.ForeignKey(
                        name: "FK_BackfillItems_Backfills_BackfillId",
                        column: x => x.BackfillId,
                        principalTable: "Backfills",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "BudgetAccounts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    BudgetId = table.Column<Guid>(type: "TEXT", nullable: false),
                    From = table.Column<DateTime>(type: "TEXT", nullable: false),
                    To = table.Column<DateTime>(type: "TEXT", nullable: true),
                    RunId = table.Column<Guid>(type: "TEXT", nullable: true),
                    SpentNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    ReservedNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    ToldPercent = table.Column<int>(type: "INTEGER", nullable: false),
                    ToldForecast = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BudgetAccounts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_BudgetAccounts_Budgets_BudgetId",
                        column: x => x.BudgetId,
                        principalTable: "Budgets",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "RunBatchItems",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    BatchId = table.Column<Guid>(type: "TEXT", nullable: false),
                    RunId = table.Column<Guid>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", nullable: false),
                    Problem = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RunBatchItems", x => x.Id);
                    table.ForeignKey(
                        name: "FK_RunBatchItems_RunBatches_BatchId",
                        column: x => x.BatchId,
                        principalTable: "RunBatches",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_StepRuns_StepId",
                table: "StepRuns",
                column: "StepId",
                filter: "\"WaitsForPlace\"");

            migrationBuilder.CreateIndex(
                name: "IX_ScheduleOccurrences_Outcome_ScheduleId",
                table: "ScheduleOccurrences",
                columns: new[] { "Outcome", "ScheduleId" });

            migrationBuilder.CreateIndex(
                name: "IX_ScheduleOccurrences_RunId",
                table: "ScheduleOccurrences",
                column: "RunId");

            migrationBuilder.CreateIndex(
                name: "IX_Runs_Money_TriggeredAt",
                table: "Runs",
                columns: new[] { "Money", "TriggeredAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Runs_PipelineId_EndedAt",
                table: "Runs",
                columns: new[] { "PipelineId", "EndedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Runs_PipelineId_State_Priority_TriggeredAt",
                table: "Runs",
                columns: new[] { "PipelineId", "State", "Priority", "TriggeredAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Runs_RerunOf",
                table: "Runs",
                column: "RerunOf",
                filter: "\"RerunOf\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Runs_TriggeredAt_Id",
                table: "Runs",
                columns: new[] { "TriggeredAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Outbox_DispatchedAt_Priority_DueAt",
                table: "Outbox",
                columns: new[] { "DispatchedAt", "Priority", "DueAt" });

            migrationBuilder.CreateIndex(
                name: "IX_ModelCalls_Provider_Model_CreatedAt",
                table: "ModelCalls",
                columns: new[] { "Provider", "Model", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Holds_ReleasedAt_Until",
                table: "Holds",
                columns: new[] { "ReleasedAt", "Until" });

            migrationBuilder.CreateIndex(
                name: "IX_Holds_RunId",
                table: "Holds",
                column: "RunId");

            migrationBuilder.CreateIndex(
                name: "IX_Holds_StepRunId",
                table: "Holds",
                column: "StepRunId");

            migrationBuilder.CreateIndex(
                name: "IX_AlertMutes_Key",
                table: "AlertMutes",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AlertNotices_AlertId_Channel_IsResolved",
                table: "AlertNotices",
                columns: new[] { "AlertId", "Channel", "IsResolved" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AlertNotices_SentAt_DueAt",
                table: "AlertNotices",
                columns: new[] { "SentAt", "DueAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Alerts_OpenKey",
                table: "Alerts",
                column: "OpenKey",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Alerts_RaisedAt",
                table: "Alerts",
                column: "RaisedAt");

            migrationBuilder.CreateIndex(
                name: "IX_BackfillItems_BackfillId_Position",
                table: "BackfillItems",
                columns: new[] { "BackfillId", "Position" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_BackfillItems_BackfillId_State",
                table: "BackfillItems",
                columns: new[] { "BackfillId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_BackfillItems_RunId",
                table: "BackfillItems",
                column: "RunId");

            migrationBuilder.CreateIndex(
                name: "IX_Backfills_CreatedAt",
                table: "Backfills",
                column: "CreatedAt");

            migrationBuilder.CreateIndex(
                name: "IX_Backfills_State",
                table: "Backfills",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_BudgetAccounts_BudgetId_From",
                table: "BudgetAccounts",
                columns: new[] { "BudgetId", "From" });

            migrationBuilder.CreateIndex(
                name: "IX_BudgetAlerts_AccountId_At",
                table: "BudgetAlerts",
                columns: new[] { "AccountId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_BudgetReservations_CallId_AccountId",
                table: "BudgetReservations",
                columns: new[] { "CallId", "AccountId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_BudgetReservations_ClosedAt_AccountId",
                table: "BudgetReservations",
                columns: new[] { "ClosedAt", "AccountId" });

            migrationBuilder.CreateIndex(
                name: "IX_BudgetWaits_AccountId_Since",
                table: "BudgetWaits",
                columns: new[] { "AccountId", "Since" });

            migrationBuilder.CreateIndex(
                name: "IX_BudgetWaits_StepRunId",
                table: "BudgetWaits",
                column: "StepRunId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Budgets_EndedAt_Money",
                table: "Budgets",
                columns: new[] { "EndedAt", "Money" });

            migrationBuilder.CreateIndex(
                name: "IX_RunBatchItems_BatchId_State",
                table: "RunBatchItems",
                columns: new[] { "BatchId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_RunBatchItems_RunId",
                table: "RunBatchItems",
                column: "RunId");

            migrationBuilder.CreateIndex(
                name: "IX_RunBatches_EndedAt_PlacedAt",
                table: "RunBatches",
                columns: new[] { "EndedAt", "PlacedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_RunRequests_Caller_Key",
                table: "RunRequests",
                columns: new[] { "Caller", "Key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SavedViews_OwnerId_NameKey",
                table: "SavedViews",
                columns: new[] { "OwnerId", "NameKey" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SavedViews_Shared",
                table: "SavedViews",
                column: "Shared");

            migrationBuilder.CreateIndex(
                name: "IX_TriggerDeliveries_TriggerId_At",
                table: "TriggerDeliveries",
                columns: new[] { "TriggerId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_TriggerDeliveries_TriggerId_Key",
                table: "TriggerDeliveries",
                columns: new[] { "TriggerId", "Key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_TriggerDeliveries_TriggerId_Settled",
                table: "TriggerDeliveries",
                columns: new[] { "TriggerId", "Settled" });

            migrationBuilder.CreateIndex(
                name: "IX_TriggerDeliveries_TriggerId_Signature",
                table: "TriggerDeliveries",
                columns: new[] { "TriggerId", "Signature" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Triggers_Kind_Enabled",
                table: "Triggers",
                columns: new[] { "Kind", "Enabled" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AlertMutes");

            migrationBuilder.DropTable(
                name: "AlertNotices");

            migrationBuilder.DropTable(
                name: "Alerts");

            migrationBuilder.DropTable(
                name: "BackfillItems");

            migrationBuilder.DropTable(
                name: "BudgetAccounts");

            migrationBuilder.DropTable(
                name: "BudgetAlerts");

            migrationBuilder.DropTable(
                name: "BudgetReservations");

            migrationBuilder.DropTable(
                name: "BudgetWaits");

            migrationBuilder.DropTable(
                name: "CallLimits");

            migrationBuilder.DropTable(
                name: "Circuits");

            migrationBuilder.DropTable(
                name: "Nodes");

            migrationBuilder.DropTable(
                name: "ProtectionKeys");

            migrationBuilder.DropTable(
                name: "RunBatchItems");

            migrationBuilder.DropTable(
                name: "RunRequests");

            migrationBuilder.DropTable(
                name: "SavedViews");

            migrationBuilder.DropTable(
                name: "TriggerDeliveries");

            migrationBuilder.DropTable(
                name: "Triggers");

            migrationBuilder.DropTable(
                name: "Backfills");

            migrationBuilder.DropTable(
                name: "Budgets");

            migrationBuilder.DropTable(
                name: "RunBatches");

            migrationBuilder.DropIndex(
                name: "IX_StepRuns_StepId",
                table: "StepRuns");

            migrationBuilder.DropIndex(
                name: "IX_ScheduleOccurrences_Outcome_ScheduleId",
                table: "ScheduleOccurrences");

            migrationBuilder.DropIndex(
                name: "IX_ScheduleOccurrences_RunId",
                table: "ScheduleOccurrences");

            migrationBuilder.DropIndex(
                name: "IX_Runs_Money_TriggeredAt",
                table: "Runs");

            migrationBuilder.DropIndex(
                name: "IX_Runs_PipelineId_EndedAt",
                table: "Runs");

            migrationBuilder.DropIndex(
                name: "IX_Runs_PipelineId_State_Priority_TriggeredAt",
                table: "Runs");

            migrationBuilder.DropIndex(
                name: "IX_Runs_RerunOf",
                table: "Runs");

            migrationBuilder.DropIndex(
                name: "IX_Runs_TriggeredAt_Id",
                table: "Runs");

            migrationBuilder.DropIndex(
                name: "IX_Outbox_DispatchedAt_Priority_DueAt",
                table: "Outbox");

            migrationBuilder.DropIndex(
                name: "IX_ModelCalls_Provider_Model_CreatedAt",
                table: "ModelCalls");

            migrationBuilder.DropIndex(
                name: "IX_Holds_ReleasedAt_Until",
                table: "Holds");

            migrationBuilder.DropIndex(
                name: "IX_Holds_RunId",
                table: "Holds");

            migrationBuilder.DropIndex(
                name: "IX_Holds_StepRunId",
                table: "Holds");

            migrationBuilder.DropColumn(
                name: "Deadline",
                table: "StepRuns");

            migrationBuilder.DropColumn(
                name: "HeldFor",
                table: "StepRuns");

            migrationBuilder.DropColumn(
                name: "ReusedFrom",
                table: "StepRuns");

            migrationBuilder.DropColumn(
                name: "WaitsForPlace",
                table: "StepRuns");

            migrationBuilder.DropColumn(
                name: "JitterSeconds",
                table: "Schedules");

            migrationBuilder.DropColumn(
                name: "Misfire",
                table: "Schedules");

            migrationBuilder.DropColumn(
                name: "MisfireLimit",
                table: "Schedules");

            migrationBuilder.DropColumn(
                name: "Overlap",
                table: "Schedules");

            migrationBuilder.DropColumn(
                name: "PauseReason",
                table: "Schedules");

            migrationBuilder.DropColumn(
                name: "PausedUntil",
                table: "Schedules");

            migrationBuilder.DropColumn(
                name: "Missed",
                table: "ScheduleOccurrences");

            migrationBuilder.DropColumn(
                name: "Outcome",
                table: "ScheduleOccurrences");

            migrationBuilder.DropColumn(
                name: "AbortRequested",
                table: "Runs");

            migrationBuilder.DropColumn(
                name: "Deadline",
                table: "Runs");

            migrationBuilder.DropColumn(
                name: "Priority",
                table: "Runs");

            migrationBuilder.DropColumn(
                name: "RerunOf",
                table: "Runs");

            migrationBuilder.DropColumn(
                name: "TimedOutAt",
                table: "Runs");

            migrationBuilder.DropColumn(
                name: "ReleasedBy",
                table: "Reroutes");

            migrationBuilder.DropColumn(
                name: "Fallbacks",
                table: "ProviderAccounts");

            migrationBuilder.DropColumn(
                name: "MostRunsAtOnce",
                table: "Pipelines");

            migrationBuilder.DropColumn(
                name: "Priority",
                table: "Pipelines");

            migrationBuilder.DropColumn(
                name: "Priority",
                table: "Outbox");

            migrationBuilder.DropColumn(
                name: "Failure",
                table: "ModelCalls");

            migrationBuilder.DropColumn(
                name: "RunId",
                table: "Holds");

            migrationBuilder.DropColumn(
                name: "StepRunId",
                table: "Holds");

            migrationBuilder.CreateIndex(
                name: "IX_Outbox_DispatchedAt_DueAt",
                table: "Outbox",
                columns: new[] { "DispatchedAt", "DueAt" });
        }
    }
}
