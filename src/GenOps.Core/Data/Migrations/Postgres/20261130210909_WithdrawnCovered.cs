using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GenOps.Core.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class WithdrawnCovered : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Outputs_Money_WithdrawnAt",
                table: "Outputs");

            migrationBuilder.CreateIndex(
                name: "IX_Outputs_Money_WithdrawnAt_AcceptedAt_PipelineId_VersionId",
                table: "Outputs",
                columns: new[] { "Money", "WithdrawnAt", "AcceptedAt", "PipelineId", "VersionId" },
                filter: "\"WithdrawnAt\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Outputs_Money_WithdrawnAt_AcceptedAt_PipelineId_VersionId",
                table: "Outputs");

            migrationBuilder.CreateIndex(
                name: "IX_Outputs_Money_WithdrawnAt",
                table: "Outputs",
                columns: new[] { "Money", "WithdrawnAt" },
                filter: "\"WithdrawnAt\" IS NOT NULL");
        }
    }
}
