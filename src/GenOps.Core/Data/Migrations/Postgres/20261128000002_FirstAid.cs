using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GenOps.Core.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class FirstAid : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "Exceptions",
                table: "StepRuns",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "LostLeases",
                table: "StepRuns",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "AnsweredModel",
                table: "ModelCalls",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "ServiceTier",
                table: "ModelCalls",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "UnpricedUse",
                table: "ModelCalls",
                type: "text",
                nullable: false,
                defaultValue: "");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Exceptions",
                table: "StepRuns");

            migrationBuilder.DropColumn(
                name: "LostLeases",
                table: "StepRuns");

            migrationBuilder.DropColumn(
                name: "AnsweredModel",
                table: "ModelCalls");

            migrationBuilder.DropColumn(
                name: "ServiceTier",
                table: "ModelCalls");

            migrationBuilder.DropColumn(
                name: "UnpricedUse",
                table: "ModelCalls");
        }
    }
}
