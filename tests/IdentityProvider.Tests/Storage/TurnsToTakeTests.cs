using IdentityProvider.Storage;

namespace IdentityProvider.Tests.Storage;

/// <summary>Whose turn a save waits for before it looks.</summary>
public class TurnsToTakeTests
{
    private static readonly Guid Anna = new("00000000-0000-0000-0000-00000000000a");
    private static readonly Guid Ben = new("00000000-0000-0000-0000-00000000000b");

    [Fact]
    public void A_first_look_that_waits_for_the_only_turn_itself_needs_no_other_wait() =>
        Assert.Empty(Looks.TurnsToTake([Of(Anna, takesTurn: true), Of(Anna)], []));

    [Fact]
    public void A_look_before_it_needs_the_turn_already() =>
        Assert.Equal([Anna], Looks.TurnsToTake([Of(Anna), Of(Anna, takesTurn: true)], []));

    [Fact]
    public void One_that_is_in_nobodys_turn_comes_after_the_wait_as_well() =>
        Assert.Equal([Anna], Looks.TurnsToTake([Of(null), Of(Anna, takesTurn: true)], []));

    [Fact]
    public void With_another_user_all_turns_are_taken_in_one_order()
    {
        Assert.Equal([Anna, Ben], Looks.TurnsToTake([Of(Anna, takesTurn: true), Of(Ben)], []));
        Assert.Equal([Anna, Ben], Looks.TurnsToTake([Of(Anna, takesTurn: true)], [Ben]));
    }

    [Fact]
    public void Nobody_is_waited_for_where_nothing_is_about_anybody() => Assert.Empty(Looks.TurnsToTake([Of(null)], []));

    private static Look Of(Guid? user, bool takesTurn = false) => new(user, _ => Task.CompletedTask, takesTurn);
}
