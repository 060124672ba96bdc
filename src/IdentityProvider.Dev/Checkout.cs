namespace IdentityProvider.Dev;

/// <summary>The working copy this program was built from, and the folder in it that holds everything that may be deleted.</summary>
/// <param name="Root">The folder with IdentityProvider.sln.</param>
public sealed record Checkout(string Root)
{
    /// <summary>The private database, downloads and demo.json. Ignored by git; <c>./dev reset</c> empties it.</summary>
    public string State => Path.Combine(Root, ".dev");

    /// <summary>Looks upwards from the built program, so it works from any current folder.</summary>
    /// <exception cref="DevException">The program was copied away from its working copy.</exception>
    public static Checkout Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "IdentityProvider.sln")))
            {
                return new Checkout(folder.FullName);
            }
        }

        throw new DevException("IdentityProvider.sln was not found above the program. Run ./dev from a working copy.");
    }
}
