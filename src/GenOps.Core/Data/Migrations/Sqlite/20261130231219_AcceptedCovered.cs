using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GenOps.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AcceptedCovered : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Outputs_Money_AcceptedAt",
                table: "Outputs");

            migrationBuilder.CreateIndex(
                name: "IX_Outputs_Money_AcceptedAt_PipelineId_VersionId",
                table: "Outputs",
                columns: new[] { "Money", "AcceptedAt", "PipelineId", "VersionId" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Outputs_Money_AcceptedAt_PipelineId_VersionId",
                table: "Outputs");

            migrationBuilder.CreateIndex(
                name: "IX_Outputs_Money_AcceptedAt",
                table: "Outputs",
                columns: new[] { "Money", "AcceptedAt" });
        }
    }
}
