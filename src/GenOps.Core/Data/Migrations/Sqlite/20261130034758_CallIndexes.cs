using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GenOps.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class CallIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_ModelCalls_Money_CreatedAt",
                table: "ModelCalls",
                columns: new[] { "Money", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_ModelCalls_Unpriced",
                table: "ModelCalls",
                columns: new[] { "Money", "Provider", "Model" },
                filter: "\"Pricing\" IN ('Unpriced', 'PartlyPriced')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_ModelCalls_Money_CreatedAt",
                table: "ModelCalls");

            migrationBuilder.DropIndex(
                name: "IX_ModelCalls_Unpriced",
                table: "ModelCalls");
        }
    }
}
