using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Devices;
using IdentityProvider.SignIn;

namespace IdentityProvider.Admin.People;

/// <summary>What an admin does about somebody's second step (product row TA8).</summary>
public enum SecondStepChoice
{
    /// <summary>What is set up goes; a new one is set up at the next sign-in.</summary>
    SetUpAnew,

    /// <summary>What is set up goes, and the clinic asks for none until a day.</summary>
    SwitchOff,

    /// <summary>What is set up stays, and the clinic does not ask for it until a day.</summary>
    Exempt,

    /// <summary>The clinic asks again from now on.</summary>
    EndExemption,
}

/// <summary>Carries it out. Taking factors off reaches the person's sign-in everywhere; an exemption only this clinic.</summary>
public sealed class SecondStepChange(PersonActing acting, EveryFactorRemoval removal, PolicyExemptions exemptions, Endings endings, TimeProvider clock)
{
    /// <summary>How far the power must go.</summary>
    public static PowerReach Needs(SecondStepChoice choice) => choice switch
    {
        SecondStepChoice.SetUpAnew or SecondStepChoice.SwitchOff => PowerReach.SignIn,
        SecondStepChoice.Exempt or SecondStepChoice.EndExemption => PowerReach.Membership,
    };

    public static bool HasEnd(SecondStepChoice choice) => choice is SecondStepChoice.SwitchOff or SecondStepChoice.Exempt;

    /// <summary>The caller saves.</summary>
    /// <param name="until">For the choices that have an end.</param>
    public async Task ApplyAsync(PersonVisit visit, SecondStepChoice choice, string reason, DateTimeOffset? until, CancellationToken ct)
    {
        if (Needs(choice) == PowerReach.SignIn)
        {
            await TakeOffAsync(visit, choice, reason, ct);
        }

        if (HasEnd(choice))
        {
            var exemption = await exemptions.GrantAsync(visit.Admin.Clinic.Id, visit.Person.Id, reason, until!.Value, visit.Admin.Admin.Id, ct);
            acting.Record(visit, reason, reasonId => new ExemptionGranted(reasonId, exemption.Id, exemption.Until));
        }

        // Who has to set up anew is not exempt any more either.
        if (!HasEnd(choice) && await exemptions.EndAsync(visit.Admin.Clinic.Id, visit.Person.Id, visit.Admin.Admin.Id, ct))
        {
            acting.Record(visit, reason, reasonId => new ExemptionEnded(reasonId));
        }

        acting.Tell(visit, choice switch
        {
            SecondStepChoice.SetUpAnew or SecondStepChoice.SwitchOff => new Delivery.SecondStepReset(clock.GetUtcNow(), until),
            SecondStepChoice.Exempt or SecondStepChoice.EndExemption => new Delivery.SecondStepExempted(clock.GetUtcNow(), until),
        });
    }

    // The own switch too: it would ask at the next sign-in for what was just taken off.
    private async Task TakeOffAsync(PersonVisit visit, SecondStepChoice choice, string reason, CancellationToken ct)
    {
        var removed = await removal.RemoveAsync(visit.Person.Id, ct);
        await endings.EndTrustAsync(visit.Person.Id, deviceId: null, DeviceEnd.FactorChanged, ct);
        acting.Record(visit, reason, reasonId => new SecondStepTakenOff(reasonId, removed));
        if (choice == SecondStepChoice.SwitchOff)
        {
            visit.Person.SwitchSecondStepOff();
        }
    }
}
