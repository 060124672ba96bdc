using IdentityProvider.Clinics;
using IdentityProvider.SignIn;
using IdentityProvider.Users;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Account;

/// <summary>What the first password of an account must be, before there is an account to ask the clinics of.</summary>
public sealed class NewPasswordRules(PasswordDemands demands, MemberPolicies policies, IStringLocalizer<SignInTexts> texts, TimeProvider clock)
{
    public async Task<PasswordRules> ForAsync(Invitation invitation, Clinic clinic, string? name, CancellationToken ct)
    {
        var everybodys = await demands.OfAsync(new User(invitation.Email, name ?? "", clock.GetUtcNow()), ct);
        var (policy, group) = (await policies.InForceAsync(clinic.Id, ct), Membership.GroupOf(invitation.Role));

        // While a new member has time to set up a second step, the password stands alone.
        var endsWithoutFactor = policy.GraceDays > 0 && !policies.Floor.Requires(group);
        return new PasswordRules(
            policy.ShortestPasswordFor(group, endsWithoutFactor), [.. everybodys.Names, clinic.Name, clinic.TextName, clinic.PracticeId]);
    }

    /// <summary>Why a password was refused, and what to do, in words.</summary>
    public string Say(PasswordRefusal refusal, PasswordRules rules) => texts[$"NewPassword.{refusal}", rules.Shortest, PasswordRules.Longest];
}
