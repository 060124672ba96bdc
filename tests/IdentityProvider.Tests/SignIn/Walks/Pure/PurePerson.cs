using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.Factors;
using IdentityProvider.Phones;
using IdentityProvider.SignIn;
using IdentityProvider.Users;

namespace IdentityProvider.Tests.SignIn.Walks.Pure;

/// <summary>Somebody's rows: the program's own entities, kept in lists instead of tables.</summary>
internal sealed class PurePerson
{
    private readonly List<(int Label, UserPhone Phone, Factor Factor)> _phones = [];

    public PurePerson(int who, Guid[] clinics, DateTimeOffset now)
    {
        User = new User($"person{who}@clinic.example", $"Person {who}", now);
        Password = Cast.PasswordOf(who, 0);
        Places = [.. Cast.Places.Where(place => place.Who == who).Select(place => PlaceAt(clinics[place.Clinic], place.IsPatient, now))];
        if (Cast.PhoneOf(who) is var label and not 0)
        {
            AddPhone(label, Channel.Text, now);
        }
    }

    public User User { get; }

    public string Password { get; set; }

    public IReadOnlyList<Membership> Places { get; }

    /// <summary>Whether recovery codes were drawn with a first phone and are not kept yet.</summary>
    public bool OwesCodes { get; set; }

    public bool EverHadFactor => _phones.Count > 0;

    public bool HasFactor => _phones.Exists(phone => phone.Factor.IsOnFile);

    public IEnumerable<WayIn> Ways => _phones.Where(phone => phone.Factor.IsUsable).SelectMany(phone =>
        SignInWays.WaysOf(File, phone.Factor, ""));

    // What of it a way is made from.
    private UserOnFile File => new(
        User, Places: [], new FactorsOnFile([.. _phones.Select(phone => phone.Factor)]), [.. _phones.Select(phone => phone.Phone)],
        new HashSet<Guid>(), new Belongings(false, false, false, false, false), SessionsWithoutOffer: 0);

    public int LabelOf(Guid? factor) => _phones.Find(phone => phone.Factor.Id == factor).Label;

    public void AddPhone(int label, Channel channel, DateTimeOffset now)
    {
        var phone = new UserPhone(User.Id, new SealedNumber([], [], $"{label:0000}"), channel, now);
        phone.Verify(now);
        _phones.Add((label, phone, Factor.Phone(User.Id, phone.Id, now)));
    }

    public void ReplacePhone(int label, DateTimeOffset now)
    {
        foreach (var (_, phone, factor) in _phones)
        {
            phone.Remove(now);
            factor.Remove(now);
        }

        AddPhone(label, Channel.Text, now);
    }

    private Membership PlaceAt(Guid clinic, bool isPatient, DateTimeOffset now)
    {
        var place = new Membership(User.Id, clinic, isPatient ? Role.Patient : Role.Staff, now);
        place.Accept(now);
        return place;
    }
}
