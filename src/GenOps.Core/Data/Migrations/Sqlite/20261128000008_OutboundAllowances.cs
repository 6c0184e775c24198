using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GenOps.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class OutboundAllowances : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "PredatesGuard",
                table: "ProviderAccounts",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            // What was saved before may be inside the network; at the next start it is allowed, by name and on record.
            migrationBuilder.Sql("UPDATE \"ProviderAccounts\" SET \"PredatesGuard\" = TRUE;");

            migrationBuilder.CreateTable(
                name: "OutboundAllowances",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Host = table.Column<string>(type: "TEXT", nullable: false),
                    Port = table.Column<int>(type: "INTEGER", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", nullable: false),
                    AllowedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    AllowedBy = table.Column<string>(type: "TEXT", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    EndedBy = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OutboundAllowances", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_OutboundAllowances_Host_Port",
                table: "OutboundAllowances",
                columns: new[] { "Host", "Port" },
                unique: true,
                filter: "\"EndedAt\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "OutboundAllowances");

            migrationBuilder.DropColumn(
                name: "PredatesGuard",
                table: "ProviderAccounts");
        }
    }
}
