using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace IdentityProvider.Storage.Migrations;

[DbContext(typeof(IdpDbContext)), Migration("20261121000200_clients_and_keys")]
internal sealed class CreateClientsAndKeys : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Script("20261121000200_clients_and_keys.sql");
}
