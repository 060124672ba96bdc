using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace IdentityProvider.Storage;

/// <summary>Names in the database are snake_case, made from the C# names: CreatedAt becomes created_at.</summary>
internal sealed class SnakeCaseConvention : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var entity in modelBuilder.Metadata.GetEntityTypes())
        {
            NameColumns(entity);
            foreach (var key in entity.GetKeys())
            {
                key.Builder.HasName(ToSnakeCase(key.GetName()!));
            }

            foreach (var foreignKey in entity.GetForeignKeys())
            {
                foreignKey.Builder.HasConstraintName(ToSnakeCase(foreignKey.GetConstraintName()!));
            }

            foreach (var index in entity.GetIndexes())
            {
                index.Builder.HasDatabaseName(ToSnakeCase(index.GetDatabaseName()!));
            }
        }
    }

    private static void NameColumns(IConventionTypeBase type)
    {
        // xmin and its like are PostgreSQL's own columns and keep their names.
        foreach (var property in type.GetDeclaredProperties().Where(p => !p.IsConcurrencyToken || p.ValueGenerated != ValueGenerated.OnAddOrUpdate))
        {
            property.Builder.HasColumnName(ToSnakeCase(property.Name));
        }

        // The columns of a complex value stand in its owner's table, without a prefix.
        foreach (var complex in type.GetDeclaredComplexProperties())
        {
            NameColumns(complex.ComplexType);
        }
    }

    internal static string ToSnakeCase(string name)
    {
        var snake = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_' && !char.IsUpper(name[i - 1]))
            {
                snake.Append('_');
            }

            snake.Append(char.ToLower(name[i], CultureInfo.InvariantCulture));
        }

        return snake.ToString();
    }
}
