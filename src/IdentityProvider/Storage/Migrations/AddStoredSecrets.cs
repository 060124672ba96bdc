using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace IdentityProvider.Storage.Migrations;

[DbContext(typeof(IdpDbContext)), Migration("20261128000920_stored_secrets")]
internal sealed class AddStoredSecrets : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Script("20261128000920_stored_secrets.sql");
}
