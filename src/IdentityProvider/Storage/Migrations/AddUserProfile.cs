using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace IdentityProvider.Storage.Migrations;

[DbContext(typeof(IdpDbContext)), Migration("20261122000760_user_profile")]
internal sealed class AddUserProfile : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Script("20261122000760_user_profile.sql");
}
