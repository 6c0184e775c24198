using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GenOps.Core.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class ScheduleRules : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "JitterSeconds",
                table: "Schedules",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Misfire",
                table: "Schedules",
                type: "text",
                nullable: false,
                defaultValue: "One");

            migrationBuilder.AddColumn<int>(
                name: "MisfireLimit",
                table: "Schedules",
                type: "integer",
                nullable: false,
                defaultValue: 24);

            migrationBuilder.AddColumn<string>(
                name: "Overlap",
                table: "Schedules",
                type: "text",
                nullable: false,
                defaultValue: "Allow");

            migrationBuilder.AddColumn<string>(
                name: "PauseReason",
                table: "Schedules",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateTime>(
                name: "PausedUntil",
                table: "Schedules",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Missed",
                table: "ScheduleOccurrences",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Outcome",
                table: "ScheduleOccurrences",
                type: "text",
                nullable: false,
                defaultValue: "Started");

            migrationBuilder.Sql("UPDATE \"ScheduleOccurrences\" SET \"Outcome\" = 'Failed' WHERE \"RunId\" IS NULL;");

            migrationBuilder.CreateIndex(
                name: "IX_ScheduleOccurrences_Outcome_ScheduleId",
                table: "ScheduleOccurrences",
                columns: new[] { "Outcome", "ScheduleId" });

            migrationBuilder.CreateIndex(
                name: "IX_ScheduleOccurrences_RunId",
                table: "ScheduleOccurrences",
                column: "RunId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_ScheduleOccurrences_Outcome_ScheduleId",
                table: "ScheduleOccurrences");

            migrationBuilder.DropIndex(
                name: "IX_ScheduleOccurrences_RunId",
                table: "ScheduleOccurrences");

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
        }
    }
}
