using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GenOps.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class TypedWaits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "WaitSince",
                table: "StepRuns",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "WaitTarget",
                table: "StepRuns",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateTime>(
                name: "WaitUntil",
                table: "StepRuns",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "WaitsFor",
                table: "StepRuns",
                type: "TEXT",
                nullable: false,
                defaultValue: "None");

            migrationBuilder.AddColumn<string>(
                name: "Cause",
                table: "Holds",
                type: "TEXT",
                nullable: false,
                defaultValue: "Hold");

            migrationBuilder.AddColumn<string>(
                name: "CauseTarget",
                table: "Holds",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "WayOut",
                table: "Alerts",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "WayOutLink",
                table: "Alerts",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            // From here on the typed reason says it, not what it was told from.
            foreach (var statement in WaitCauses.Statements) migrationBuilder.Sql(statement);

            migrationBuilder.DropIndex(
                name: "IX_StepRuns_StepId",
                table: "StepRuns");

            migrationBuilder.DropColumn(
                name: "WaitsForPlace",
                table: "StepRuns");

            migrationBuilder.CreateIndex(
                name: "IX_StepRuns_StepId",
                table: "StepRuns",
                column: "StepId",
                filter: "\"WaitsFor\" = 'StepPlace'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_StepRuns_StepId",
                table: "StepRuns");

            migrationBuilder.DropColumn(
                name: "WaitSince",
                table: "StepRuns");

            migrationBuilder.DropColumn(
                name: "WaitTarget",
                table: "StepRuns");

            migrationBuilder.DropColumn(
                name: "WaitUntil",
                table: "StepRuns");

            migrationBuilder.DropColumn(
                name: "WaitsFor",
                table: "StepRuns");

            migrationBuilder.DropColumn(
                name: "Cause",
                table: "Holds");

            migrationBuilder.DropColumn(
                name: "CauseTarget",
                table: "Holds");

            migrationBuilder.DropColumn(
                name: "WayOut",
                table: "Alerts");

            migrationBuilder.DropColumn(
                name: "WayOutLink",
                table: "Alerts");

            migrationBuilder.AddColumn<bool>(
                name: "WaitsForPlace",
                table: "StepRuns",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateIndex(
                name: "IX_StepRuns_StepId",
                table: "StepRuns",
                column: "StepId",
                filter: "\"WaitsForPlace\"");
        }
    }
}
