using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GenOps.Core.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class AssumptionOrigin : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Origin",
                table: "Assumptions",
                type: "text",
                nullable: false,
                defaultValue: "Person");

            // What GenOps itself wrote was an example; the guard of the append-only table stands aside for this one act.
            foreach (var statement in AssumptionOrigins.Postgres()) migrationBuilder.Sql(statement);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Origin",
                table: "Assumptions");
        }
    }
}
