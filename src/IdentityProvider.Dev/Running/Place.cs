using System.Globalization;
using System.Security.Cryptography;
using IdentityProvider.Dev.Postgres;

namespace IdentityProvider.Dev.Running;

/// <summary>Where one running system keeps what it has to find again: its database, keys and demo.json.</summary>
/// <param name="Folder">.dev, or a folder in it for a second system of the same working copy.</param>
/// <param name="Ports">Its ports.</param>
internal sealed record Place(string Folder, Ports Ports)
{
    public string DemoFile => Path.Combine(Folder, "demo.json");

    public string LockFile => Path.Combine(Folder, "up.lock");

    public string ProcessFile => Path.Combine(Folder, "up.pid");

    /// <summary>The place for a port base: .dev, unless a system with other ports runs there now or this base had a place of its own before.</summary>
    public static Place For(Checkout checkout, int portBase)
    {
        Directory.CreateDirectory(checkout.State);
        var own = Path.Combine(checkout.State, portBase.ToString(CultureInfo.InvariantCulture));
        var main = new Place(checkout.State, Ports.From(portBase));
        return Directory.Exists(own) || main.RunsWithOtherPorts() ? new Place(Directory.CreateDirectory(own).FullName, main.Ports) : main;
    }

    /// <summary>A secret of this place: drawn the first time, the same ever after.</summary>
    public string Secret(string name)
    {
        var file = Path.Combine(Folder, name);
        if (!File.Exists(file))
        {
            SecretFile.Write(file, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        }

        return File.ReadAllText(file);
    }

    private bool RunsWithOtherPorts()
    {
        using var free = StateLock.TryTake(LockFile);
        return free is null && File.Exists(ProcessFile)
            && File.ReadAllText(ProcessFile).Split(' ') is [_, var port] && port != Ports.Provider.ToString(CultureInfo.InvariantCulture);
    }
}
