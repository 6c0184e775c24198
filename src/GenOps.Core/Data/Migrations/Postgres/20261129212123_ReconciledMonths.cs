using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GenOps.Core.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class ReconciledMonths : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ReconciledMonths",
                columns: table => new
                {
                    Money = table.Column<string>(type: "text", nullable: false),
                    Month = table.Column<int>(type: "integer", nullable: false),
                    CheckedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    SummedNanos = table.Column<long>(type: "bigint", nullable: false),
                    BookedNanos = table.Column<long>(type: "bigint", nullable: false),
                    BookedOfCallsNanos = table.Column<long>(type: "bigint", nullable: false),
                    CallsNanos = table.Column<long>(type: "bigint", nullable: false),
                    Differences = table.Column<long>(type: "bigint", nullable: false),
                    DifferenceNanos = table.Column<long>(type: "bigint", nullable: false),
                    Details = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReconciledMonths", x => new { x.Money, x.Month });
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ReconciledMonths");
        }
    }
}
