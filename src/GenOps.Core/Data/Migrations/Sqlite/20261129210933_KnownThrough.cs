using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GenOps.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class KnownThrough : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "KnownThrough",
                table: "RollupStates",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "KnownThrough",
                table: "RollupStates");
        }
    }
}
