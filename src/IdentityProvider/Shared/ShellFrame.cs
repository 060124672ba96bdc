namespace IdentityProvider.Shared;

/// <summary>What stands around a page of the account or a console.</summary>
/// <param name="Name">Whose place it is: the clinic, or the server.</param>
/// <param name="Area">Which place: "My account", "Clinic console".</param>
/// <param name="UserName">Who is signed in.</param>
/// <param name="Menu">The pages of the area, in order.</param>
/// <param name="Links">Ways out to other areas.</param>
public sealed record ShellFrame(
    string Name, string Area, string UserName, IReadOnlyList<ShellLink> Menu, IReadOnlyList<ShellLink> Links)
{
    public static void Set(HttpContext http, ShellFrame frame) => http.Features.Set(frame);

    /// <exception cref="InvalidOperationException">The page forgot to set it.</exception>
    public static ShellFrame Of(HttpContext http) =>
        http.Features.Get<ShellFrame>() ?? throw new InvalidOperationException("A page in the shell sets its ShellFrame.");

    /// <summary>The menu entry of the page that is shown: the longest path that the address begins with.</summary>
    public ShellLink? Current(PathString path) => Menu
        .Where(link => path.StartsWithSegments(link.Path, StringComparison.OrdinalIgnoreCase))
        .MaxBy(link => link.Path.Length);
}

/// <summary>A link to one of our own pages.</summary>
public sealed record ShellLink(string Path, string Text, string Icon = "check");
