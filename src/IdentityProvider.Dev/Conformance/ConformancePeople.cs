using IdentityProvider.Clinics;
using IdentityProvider.Storage;
using IdentityProvider.Users;

namespace IdentityProvider.Dev.Conformance;

/// <summary>The people of a conformance configuration, at one clinic that asks for a password and no more: a run signs in hundreds of times.</summary>
internal sealed class ConformancePeople(IdpDbContext db, Passwords passwords, TimeProvider clock)
{
    public void Write(IEnumerable<ConformanceUser> users)
    {
        var now = clock.GetUtcNow();
        var clinic = db.Clinics.Add(new Clinic("CONF-0001", "Conformance Clinic", "Conformance", "America/Chicago", now)).Entity;
        db.ClinicPolicies.Add(new PolicyVersion(clinic.Id, version: 1, new ClinicPolicy { Require = MfaRequirement.Nobody }, changedBy: null, now));
        foreach (var wanted in users)
        {
            var user = db.Users.Add(new User(wanted.Email, wanted.Name, now) { EmailVerifiedAt = wanted.EmailVerified ? now : null, Profile = wanted.Profile }).Entity;
            passwords.Set(user, wanted.Password);
            var membership = new Membership(user.Id, clinic.Id, Role.Patient, now);
            membership.Accept(now);
            db.Memberships.Add(membership);
        }
    }
}
