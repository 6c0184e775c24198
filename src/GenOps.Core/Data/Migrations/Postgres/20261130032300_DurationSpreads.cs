using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GenOps.Core.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class DurationSpreads : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Sums are made anew, of keys without a class.
            migrationBuilder.Sql("""DELETE FROM "RollupKeys" WHERE "DurationClass" <> 0""");

            migrationBuilder.DropColumn(
                name: "DurationClass",
                table: "RollupKeys");

            migrationBuilder.CreateTable(
                name: "RollupSpreads",
                columns: table => new
                {
                    Build = table.Column<int>(type: "integer", nullable: false),
                    Grain = table.Column<int>(type: "integer", nullable: false),
                    Fact = table.Column<int>(type: "integer", nullable: false),
                    Day = table.Column<int>(type: "integer", nullable: false),
                    KeyId = table.Column<int>(type: "integer", nullable: false),
                    RecordedOn = table.Column<int>(type: "integer", nullable: false),
                    Data = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RollupSpreads", x => new { x.Build, x.Grain, x.Fact, x.Day, x.KeyId, x.RecordedOn });
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "RollupSpreads");

            migrationBuilder.AddColumn<int>(
                name: "DurationClass",
                table: "RollupKeys",
                type: "integer",
                nullable: false,
                defaultValue: 0);
        }
    }
}
