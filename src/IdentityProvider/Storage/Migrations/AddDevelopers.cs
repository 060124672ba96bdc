using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace IdentityProvider.Storage.Migrations;

[DbContext(typeof(IdpDbContext)), Migration("20261122000750_developers")]
internal sealed class AddDevelopers : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Script("20261122000750_developers.sql");
}
