using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GenOps.Core.Data.Migrations.Sqlite
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
                    Money = table.Column<string>(type: "TEXT", nullable: false),
                    Month = table.Column<int>(type: "INTEGER", nullable: false),
                    CheckedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    SummedNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    BookedNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    BookedOfCallsNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    CallsNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    Differences = table.Column<long>(type: "INTEGER", nullable: false),
                    DifferenceNanos = table.Column<long>(type: "INTEGER", nullable: false),
                    Details = table.Column<string>(type: "TEXT", nullable: false)
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
