using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GenOps.Core.Data.Migrations.Postgres
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
                type: "boolean",
                nullable: false,
                defaultValue: false);

            // What was saved before may be inside the network; at the next start it is allowed, by name and on record.
            migrationBuilder.Sql("UPDATE \"ProviderAccounts\" SET \"PredatesGuard\" = TRUE;");

            migrationBuilder.CreateTable(
                name: "OutboundAllowances",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Host = table.Column<string>(type: "text", nullable: false),
                    Port = table.Column<int>(type: "integer", nullable: false),
                    Reason = table.Column<string>(type: "text", nullable: false),
                    AllowedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    AllowedBy = table.Column<string>(type: "text", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    EndedBy = table.Column<string>(type: "text", nullable: true)
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
