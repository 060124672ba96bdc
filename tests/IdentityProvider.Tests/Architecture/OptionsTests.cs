using System.Reflection;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Tests.Architecture;

/// <summary>A wrong or misspelt setting stops the start; it never waits for the request that needs it.</summary>
public class OptionsTests
{
    public static TheoryData<string> Sections => [.. Settings.Sections.Select(section => section.Name)];

    [Theory]
    [MemberData(nameof(Sections))]
    public async Task A_misspelt_setting_stops_the_start(string section)
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => CheckSettingsAsync($"--{section}:NoSuchSetting", "1"));

        Assert.Contains("NoSuchSetting", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public Task The_settings_of_the_tests_are_accepted() => CheckSettingsAsync();

    [Fact]
    public void Every_options_class_names_its_section() => Finding.None(
        typeof(IdpApplication).Assembly.GetTypes().Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal) && type.IsClass && !type.IsNested)
            .Where(type => type.GetField("Section", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static) is null)
            .Select(type => new Finding(type.FullName!, 0, "has no const Section: say which section of the configuration it is")));

    private static async Task CheckSettingsAsync(params string[] args)
    {
        await using var app = BuiltProgram.WithoutDatabase(args);
        app.Services.GetRequiredService<IStartupValidator>().Validate();
    }
}
