namespace IdentityProvider.Tests.SignIn.Walks;

/// <summary>
/// One rule taken away, so that the model has something to find. Where it is taken away says how: a fact, a policy, a row or a time that the
/// program's own code gets is falsified (F), a step is taken out of its list (S), or a statement that the ground does in the database's place
/// is left out (G). None of them changes what a rule of the program itself says.
/// </summary>
internal enum Removal
{
    Nothing,

    // S: the list of steps.
    NobodyIsAskedWhoTheyAre,
    ThePasswordIsNotAsked,
    NobodyIsToldThatTheAppIsNotForThem,
    TheClinicIsNotAsked,
    NobodySetsUpAFactor,
    NobodyConfirmsAFactor,
    TheCodeIsNotAsked,

    // F: who and with what.
    ReplacedPasswordsCount,
    ProofsOfAnyAgeCount,
    PlacesThatWereLeftCount,
    EveryRoleFits,
    LockedSessionsAreOpen,
    SessionsLastForEver,
    EndedSessionsCount,
    OtherPeoplesSessionsCount,
    FactorsOnFileAreNotSeen,

    // F: what is asked.
    ThePolicyOfTheBeginningCounts,
    TheClinicAsksNobody,
    TheServerAsksNobody,
    TheAppAsksNothing,
    TheirOwnWishIsNotAsked,
    EveryMethodCounts,
    GraceNeverEnds,
    GraceIsForEverybody,

    // F: trusted browsers.
    TrustNeverRunsOut,
    TrustCountsEverywhere,
    OtherPeoplesTrustCounts,
    EndedTrustCounts,
    TrustIsNotChosen,
    TrustIsNotEarned,

    // F and G: codes.
    CodesLiveForEver,
    CodesOfOtherAttemptsCount,
    CodesForReplacedPhonesCount,
    CodesForOtherNumbersConfirm,
    TriesAreNotCounted,
    AnyDigitsAreRight,

    // G: passwords, attempts, browsers.
    AnyPasswordIsRight,
    NobodyWaits,
    AttemptsLastForEver,
    OtherBrowsersGoOn,
    StartingOverForgetsNothing,
    OtherTabsForgetNothing,
    LocksNeverEnd,
}
