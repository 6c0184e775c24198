using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GenOps.Core.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class RunsAtOnce : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Outbox_DispatchedAt_DueAt",
                table: "Outbox");

            migrationBuilder.AddColumn<bool>(
                name: "WaitsForPlace",
                table: "StepRuns",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "Priority",
                table: "Runs",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "MostRunsAtOnce",
                table: "Pipelines",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Priority",
                table: "Pipelines",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "Priority",
                table: "Outbox",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateIndex(
                name: "IX_StepRuns_StepId",
                table: "StepRuns",
                column: "StepId",
                filter: "\"WaitsForPlace\"");

            migrationBuilder.CreateIndex(
                name: "IX_Runs_PipelineId_State_Priority_TriggeredAt",
                table: "Runs",
                columns: new[] { "PipelineId", "State", "Priority", "TriggeredAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Outbox_DispatchedAt_Priority_DueAt",
                table: "Outbox",
                columns: new[] { "DispatchedAt", "Priority", "DueAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_StepRuns_StepId",
                table: "StepRuns");

            migrationBuilder.DropIndex(
                name: "IX_Runs_PipelineId_State_Priority_TriggeredAt",
                table: "Runs");

            migrationBuilder.DropIndex(
                name: "IX_Outbox_DispatchedAt_Priority_DueAt",
                table: "Outbox");

            migrationBuilder.DropColumn(
                name: "WaitsForPlace",
                table: "StepRuns");

            migrationBuilder.DropColumn(
                name: "Priority",
                table: "Runs");

            migrationBuilder.DropColumn(
                name: "MostRunsAtOnce",
                table: "Pipelines");

            migrationBuilder.DropColumn(
                name: "Priority",
                table: "Pipelines");

            migrationBuilder.DropColumn(
                name: "Priority",
                table: "Outbox");

            migrationBuilder.CreateIndex(
                name: "IX_Outbox_DispatchedAt_DueAt",
                table: "Outbox",
                columns: new[] { "DispatchedAt", "DueAt" });
        }
    }
}
