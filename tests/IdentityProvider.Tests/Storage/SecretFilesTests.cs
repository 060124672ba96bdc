using IdentityProvider.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace IdentityProvider.Tests.Storage;

public sealed class SecretFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("secrets").FullName;

    [Fact]
    public void A_file_is_a_setting_and_wins_over_what_is_set_otherwise()
    {
        File.WriteAllText(Path.Combine(_folder, "Delivery__Vonage__PrivateKey"), "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n");
        File.WriteAllText(Path.Combine(_folder, "ignore.README"), "not a setting");

        var settings = Build("Delivery:Vonage:PrivateKey", "from the environment");

        Assert.Equal("-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----", settings["Delivery:Vonage:PrivateKey"]);
        Assert.Null(settings["ignore.README"]);
    }

    [Fact]
    public void Without_a_folder_nothing_changes()
    {
        Directory.Delete(_folder);
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration["Delivery:Vonage:PrivateKey"] = "from the environment";

        builder.AddSecretSources();

        Assert.Equal("from the environment", builder.Configuration["Delivery:Vonage:PrivateKey"]);
        Directory.CreateDirectory(_folder);
    }

    [Fact]
    public void A_folder_that_is_not_there_stops_the_start_and_is_named()
    {
        Directory.Delete(_folder);

        Assert.Contains(_folder, Assert.Throws<DirectoryNotFoundException>(() => Build("x", "y")).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(_folder);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ConfigurationManager Build(string name, string value)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration[name] = value;
        builder.Configuration["Secrets:Directory"] = _folder;
        builder.AddSecretSources();
        return builder.Configuration;
    }
}
