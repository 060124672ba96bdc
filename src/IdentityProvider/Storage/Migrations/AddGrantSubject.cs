using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace IdentityProvider.Storage.Migrations;

[DbContext(typeof(IdpDbContext)), Migration("20261122000732_grant_subject")]
internal sealed class AddGrantSubject : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Script("20261122000732_grant_subject.sql");
}
