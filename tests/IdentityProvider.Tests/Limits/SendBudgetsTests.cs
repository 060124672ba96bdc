using IdentityProvider.Limits;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Limits;

public class SendBudgetsTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static int _names;
    private readonly string _name = $"test-{Interlocked.Increment(ref _names)}";

    [Fact]
    public async Task Of_fifty_sends_at_once_as_many_go_out_as_the_budget_has()
    {
        var decisions = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => TakeAsync(Key(limit: 5))));

        Assert.Equal(5, decisions.Count(d => d.Over is null));
    }

    [Fact]
    public async Task One_full_budget_spares_the_others()
    {
        var (narrow, wide) = (Key(limit: 1), new SendKey(Budget($"{_name}-wide", limit: 2), "everyone"));
        await TakeAsync(narrow, wide);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(_name, (await TakeAsync(narrow, wide)).Over?.Name);
        }

        Assert.Null((await TakeAsync(wide)).Over);
    }

    [Fact]
    public async Task A_subject_has_a_budget_of_its_own()
    {
        var budget = Budget(_name, limit: 1);
        await TakeAsync(new SendKey(budget, "one"));

        Assert.Null((await TakeAsync(new SendKey(budget, "two"))).Over);
    }

    [Fact]
    public async Task A_send_given_back_makes_room_for_another()
    {
        var first = await TakeAsync(Key(limit: 1));
        Assert.NotNull((await TakeAsync(Key(limit: 1))).Over);
        await idp.WithAsync<SendBudgets, bool>(async budgets =>
        {
            await budgets.GiveBackAsync(first.Receipts, TestContext.Current.CancellationToken);
            return true;
        });

        Assert.Null((await TakeAsync(Key(limit: 1))).Over);
    }

    [Fact]
    public async Task A_full_budget_has_room_again_when_it_said_so()
    {
        await TakeAsync(Key(limit: 1));
        var refused = await TakeAsync(Key(limit: 1));
        idp.Clock.Advance(refused.Until!.Value - idp.Clock.GetUtcNow());

        Assert.Null((await TakeAsync(Key(limit: 1))).Over);
    }

    [Fact]
    public async Task A_budget_that_only_records_lets_everything_through_and_goes_on_counting()
    {
        var watching = new SendKey(Budget(_name, limit: 1) with { RecordOnly = true }, "everyone");
        await TakeAsync(watching);
        Assert.Null((await TakeAsync(watching)).Over);

        Assert.NotNull((await TakeAsync(Key(limit: 2))).Over);
    }

    private SendKey Key(int limit) => new(Budget(_name, limit), "everyone");

    private static SendBudget Budget(string name, int limit) => new(name, limit, TimeSpan.FromMinutes(10), RecordOnly: false);

    private Task<SendDecision> TakeAsync(params SendKey[] keys) =>
        idp.WithAsync<SendBudgets, SendDecision>(budgets => budgets.TakeAsync(keys, TestContext.Current.CancellationToken));
}
