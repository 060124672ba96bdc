using IdentityProvider.Admin.Emergency;
using IdentityProvider.Admin.People;

namespace IdentityProvider.Admin;

public static class AdminRegistration
{
    public static IHostApplicationBuilder AddAdmin(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<AdminVisits>();
        builder.Services.AddScoped<PersonVisits>();
        builder.Services.AddScoped<PersonActing>();
        builder.Services.AddScoped<MembershipChanges>();
        builder.Services.AddScoped<PhoneResetDeciding>();
        builder.Services.AddScoped<InvitePeople>();
        builder.Services.AddScoped<PersonFiles>();
        builder.Services.AddScoped<FactorsTaking>();
        builder.Services.AddScoped<PersonHistory>();
        builder.Services.AddScoped<PeopleSearch>();
        builder.Services.AddScoped<PeopleLocks>();
        builder.Services.AddScoped<StaffWalk>();
        builder.Services.AddScoped<SecondStepChange>();
        builder.Services.AddScoped<SecondStepPersonReading>();
        builder.Services.AddScoped<EmergencyList>();
        builder.Services.AddScoped<EmergencyMarks>();
        builder.Services.AddScoped<EnvelopePrinting>();
        builder.Services.AddScoped<PolicySaving>();
        builder.Services.AddScoped<PolicyReading>();
        builder.Services.AddScoped<PolicyWords>();
        builder.Services.AddScoped<PlatformVisits>();
        builder.Services.AddScoped<PracticeSearch>();
        builder.Services.AddScoped<AppApprovals>();
        builder.Services.AddScoped<AppSuspension>();
        builder.Services.AddScoped<DeliveryDesk>();
        builder.Services.AddScoped<ProviderTrials>();
        builder.Services.AddScoped<ApprovingTokens>();
        return builder;
    }
}
