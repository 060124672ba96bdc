using System.Reflection;

namespace IdentityProvider.Tests.Architecture;

/// <summary>The sections of the configuration, as the options classes declare them.</summary>
internal static class Settings
{
    public static IReadOnlyList<(string Name, Type Options)> Sections { get; } =
    [
        .. typeof(IdpApplication).Assembly.GetTypes()
            .Where(type => type.IsClass && type.Name.EndsWith("Options", StringComparison.Ordinal))
            .Select(type => (Name: SectionOf(type)!, type))
            .Where(section => section.Name is not null)
            .OrderBy(section => section.Name, StringComparer.Ordinal),
    ];

    private static string? SectionOf(Type type) =>
        type.GetField("Section", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)?.GetRawConstantValue() as string;
}
