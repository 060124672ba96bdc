using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Limits;

/// <summary>One budget's number, and whether it only watches.</summary>
public sealed class SendBudgetLimit
{
    /// <summary>Messages in the budget's window.</summary>
    [Range(1, 10_000_000)]
    public int Limit { get; set; }

    /// <summary>Count and log, but refuse nothing.</summary>
    public bool RecordOnly { get; set; }
}

/// <summary>Section "SendBudgets": how many codes may be sent. What a used code cost is given back.</summary>
public sealed class SendBudgetOptions
{
    public const string Section = "SendBudgets";

    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>To one destination for one user, in ten minutes.</summary>
    [ValidateObjectMembers]
    public SendBudgetLimit UserDestination { get; set; } = new() { Limit = 5 };

    /// <summary>To one destination for one user, in a day.</summary>
    [ValidateObjectMembers]
    public SendBudgetLimit UserDestinationDay { get; set; } = new() { Limit = 20 };

    /// <summary>To one destination that nobody has verified yet, in a day.</summary>
    [ValidateObjectMembers]
    public SendBudgetLimit Unverified { get; set; } = new() { Limit = 5 };

    /// <summary>For one user to destinations not verified yet, in a day: whoever knows one password cannot ring a whole exchange.</summary>
    [ValidateObjectMembers]
    public SendBudgetLimit UserUnverified { get; set; } = new() { Limit = 10 };

    /// <summary>For one user, questions to the carrier what kind of line a number is, in a day. Beyond it nobody is asked, and the number passes as unknown.</summary>
    [ValidateObjectMembers]
    public SendBudgetLimit UserLookups { get; set; } = new() { Limit = 20 };

    /// <summary>To one destination, in a day. An office line serves many people.</summary>
    [ValidateObjectMembers]
    public SendBudgetLimit Destination { get; set; } = new() { Limit = 100 };

    /// <summary>From one network, in an hour. A clinic is one network.</summary>
    [ValidateObjectMembers]
    public SendBudgetLimit Network { get; set; } = new() { Limit = 600 };

    /// <summary>To one block of numbers (area code and exchange), in an hour. In a small town everyone has the same.</summary>
    [ValidateObjectMembers]
    public SendBudgetLimit Prefix { get; set; } = new() { Limit = 600 };

    /// <summary>For one clinic, in an hour.</summary>
    [ValidateObjectMembers]
    public SendBudgetLimit Clinic { get; set; } = new() { Limit = 3_000 };

    /// <summary>For the whole deployment, in an hour.</summary>
    [ValidateObjectMembers]
    public SendBudgetLimit Deployment { get; set; } = new() { Limit = 30_000 };

    /// <summary>
    /// Links mailed to one address that was typed, for one network, in ten minutes, whether or not an account uses it. A browser that signed in as its
    /// user before has as many of its own.
    /// </summary>
    [ValidateObjectMembers]
    public SendBudgetLimit LinkAddress { get; set; } = new() { Limit = 5 };

    /// <summary>The same in a day.</summary>
    [ValidateObjectMembers]
    public SendBudgetLimit LinkAddressDay { get; set; } = new() { Limit = 20 };

    /// <summary>Links mailed to one address for all networks together, in a day; those for browsers that signed in as its user before do not count.</summary>
    [ValidateObjectMembers]
    public SendBudgetLimit LinkAddressEverywhere { get; set; } = new() { Limit = 100 };

    /// <summary>Links asked for from one network, in an hour. A clinic is one network.</summary>
    [ValidateObjectMembers]
    public SendBudgetLimit LinkNetwork { get; set; } = new() { Limit = 300 };

    /// <summary>Answers to HELP, to one number, in ten minutes.</summary>
    [ValidateObjectMembers]
    public SendBudgetLimit HelpAnswer { get; set; } = new() { Limit = 1 };

    /// <summary>The same in a day.</summary>
    [ValidateObjectMembers]
    public SendBudgetLimit HelpAnswerDay { get; set; } = new() { Limit = 5 };

    /// <summary>Answers to HELP for the whole deployment, in an hour.</summary>
    [ValidateObjectMembers]
    public SendBudgetLimit HelpAnswerEverywhere { get; set; } = new() { Limit = 200 };

    /// <summary>Messages with which one operator tries providers, in a day.</summary>
    [ValidateObjectMembers]
    public SendBudgetLimit OperatorTrial { get; set; } = new() { Limit = 20 };

    internal SendBudget PerHelpAnswer => Budget("help-answer", HelpAnswer, TenMinutes);

    internal SendBudget PerHelpAnswerDay => Budget("help-answer-day", HelpAnswerDay, Day);

    internal SendBudget PerHelpAnswerEverywhere => Budget("help-answer-everywhere-hour", HelpAnswerEverywhere, Hour);

    internal SendBudget PerOperatorTrial => Budget("operator-trial-day", OperatorTrial, Day);

    internal SendBudget PerLinkAddress => Budget("link-address", LinkAddress, TenMinutes);

    internal SendBudget PerLinkAddressDay => Budget("link-address-day", LinkAddressDay, Day);

    internal SendBudget PerLinkAddressEverywhere => Budget("link-address-everywhere-day", LinkAddressEverywhere, Day);

    internal SendBudget PerLinkNetwork => Budget("link-network-hour", LinkNetwork, Hour);

    internal SendBudget PerUserDestination => Budget("user-destination", UserDestination, TenMinutes);

    internal SendBudget PerUserDestinationDay => Budget("user-destination-day", UserDestinationDay, Day);

    internal SendBudget PerUnverified => Budget("unverified-day", Unverified, Day);

    internal SendBudget PerUserUnverified => Budget("user-unverified-day", UserUnverified, Day);

    internal SendBudget PerUserLookup => Budget("user-lookups-day", UserLookups, Day);

    internal SendBudget PerDestination => Budget("destination-day", Destination, Day);

    internal SendBudget PerNetwork => Budget("network-hour", Network, Hour);

    internal SendBudget PerPrefix => Budget("prefix-hour", Prefix, Hour);

    internal SendBudget PerClinic => Budget("clinic-hour", Clinic, Hour);

    internal SendBudget PerDeployment => Budget("deployment-hour", Deployment, Hour);

    private static SendBudget Budget(string name, SendBudgetLimit limit, TimeSpan window) => new(name, limit.Limit, window, limit.RecordOnly);
}
