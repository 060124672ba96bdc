using IdentityProvider.Codes;
using IdentityProvider.Factors;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Codes;

/// <summary>What somebody gains who guesses: by speed, by resends, by new attempts, by patience.</summary>
public class GuessingTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private readonly SentCodes _maya = new(idp);

    [Fact]
    public async Task Of_two_hundred_guesses_at_once_exactly_the_allowed_tries_are_compared()
    {
        await _maya.SendAsync();
        var wrong = await _maya.WrongDigitsAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => _maya.TypeAsync(wrong)));

        // The fifth try is compared and found wrong like the four before it, and answers that no try is left.
        Assert.Equal(4, answers.Count(a => a.Result == CodeCheck.Wrong));
        Assert.Equal(196, answers.Count(a => a.Result == CodeCheck.UsedUp));
        Assert.Equal(5, await FailuresAsync(_maya.User.Id));
    }

    [Fact]
    public async Task The_right_code_among_two_hundred_guesses_is_found_only_within_the_allowed_tries()
    {
        await _maya.SendAsync();
        var (right, wrong) = (await _maya.LastDigitsAsync(), await _maya.WrongDigitsAsync());
        for (var i = 0; i < 5; i++)
        {
            await _maya.TypeAsync(wrong);
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => _maya.TypeAsync(right)));

        Assert.DoesNotContain(answers, a => a.Result == CodeCheck.Accepted);
    }

    [Fact]
    public async Task Ten_wrong_in_a_row_lock_codes_whatever_was_resent_or_begun_anew()
    {
        await WrongAsync(4);
        _maya.BeginAnotherAttempt();
        await WrongAsync(4);
        _maya.BeginAnotherAttempt();
        await WrongAsync(1);
        var tenth = await _maya.TypeAsync(await _maya.WrongDigitsAsync());

        Assert.Equal(CodeCheck.Locked, tenth.Result);
        Assert.Equal(idp.Clock.GetUtcNow().AddMinutes(15), tenth.LockedUntil!.Value, TimeSpan.FromSeconds(1));
        Assert.Equal(CodeCheck.Locked, (await _maya.TypeAsync(await _maya.LastDigitsAsync())).Result);
        _maya.BeginAnotherAttempt();
        Assert.Equal(CodeSendResult.Locked, (await _maya.SendAsync()).Result);
    }

    [Fact]
    public async Task A_lock_ends_by_itself_and_the_next_one_is_longer()
    {
        await LockAsync();
        idp.Clock.Advance(TimeSpan.FromMinutes(15));
        await LockAsync();

        idp.Clock.Advance(TimeSpan.FromMinutes(29));
        _maya.BeginAnotherAttempt();
        Assert.Equal(CodeSendResult.Locked, (await _maya.SendAsync()).Result);
        idp.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(CodeSendResult.Sent, (await _maya.SendAsync()).Result);
    }

    [Fact]
    public async Task A_right_code_takes_the_count_back_to_nothing()
    {
        await WrongAsync(4);
        await _maya.TypeAsync(await _maya.LastDigitsAsync());

        Assert.Equal(0, await FailuresAsync(_maya.User.Id));
    }

    [Fact]
    public async Task Guesses_at_two_codes_at_once_share_one_count()
    {
        await _maya.SendAsync();
        var first = _maya.Attempt;
        var wrong = await _maya.WrongDigitsAsync();
        for (var i = 0; i < 4; i++)
        {
            await _maya.TypeAsync(wrong);
        }

        _maya.BeginAnotherAttempt();
        await _maya.SendAsync();
        var second = _maya.Attempt;
        _maya.BeginAnotherAttempt();
        await _maya.SendAsync();
        var third = _maya.Attempt;
        wrong = await _maya.WrongDigitsAsync();

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => _maya.TypeAsync(wrong, attempt: new[] { first, second, third }[i % 3])));

        Assert.Equal(10, await FailuresAsync(_maya.User.Id));
    }

    [Fact]
    public async Task A_hundred_wrong_in_a_row_shut_the_factor_and_leave_it_on_file()
    {
        var factor = await FactorAsync();
        var maya = new SentCodes(idp) { Factor = factor.Id };
        while (await FailuresAsync(factor.Id) < 99)
        {
            await WrongOnceAsync(maya);
        }

        maya.BeginAnotherAttempt();
        idp.Clock.Advance(TimeSpan.FromHours(6));
        await maya.SendAsync();
        Assert.Equal(CodeCheck.FactorOff, (await maya.TypeAsync(await maya.WrongDigitsAsync())).Result);
        await using var db = idp.Database.Open();
        var stored = await db.Factors.SingleAsync(f => f.Id == factor.Id, TestContext.Current.CancellationToken);
        Assert.True(stored is { IsOnFile: true, IsUsable: false });
    }

    private async Task LockAsync()
    {
        CodeCheckOutcome outcome;
        do
        {
            _maya.BeginAnotherAttempt();
            idp.Clock.Advance(TimeSpan.FromMinutes(3));
            await WrongAsync(3);
            outcome = await _maya.TypeAsync(await _maya.WrongDigitsAsync());
        }
        while (outcome.Result is not CodeCheck.Locked);
    }

    // Six hours apart: no lock is that long, and no budget that small.
    private async Task WrongOnceAsync(SentCodes somebody)
    {
        somebody.BeginAnotherAttempt();
        idp.Clock.Advance(TimeSpan.FromHours(6));
        await somebody.SendAsync();
        await somebody.TypeAsync(await somebody.WrongDigitsAsync());
    }

    private async Task WrongAsync(int times)
    {
        await _maya.SendAsync();
        var wrong = await _maya.WrongDigitsAsync();
        for (var i = 0; i < times; i++)
        {
            await _maya.TypeAsync(wrong);
        }
    }

    private async Task<Factor> FactorAsync()
    {
        await using var db = idp.Database.Open();
        var factor = Factor.Email(_maya.User.Id, idp.Clock.GetUtcNow());
        db.Factors.Add(factor);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return factor;
    }

    [Fact]
    public async Task Who_goes_on_in_anothers_attempt_guesses_on_their_own_account_and_not_at_the_others_code()
    {
        var nia = new SentCodes(idp);
        await _maya.SendAsync();
        var mayas = await _maya.LastDigitsAsync();
        nia.GoOnAfter(_maya);

        Assert.Equal(CodeCheck.UsedUp, (await nia.TypeAsync(mayas)).Result);
        Assert.Null(await nia.StatusAsync());
        Assert.Equal(CodeSendResult.Sent, (await nia.SendAsync(to: _maya.Phone)).Result);
        var nias = await nia.LastDigitsAsync();
        Assert.Equal(CodeCheck.Wrong, (await nia.TypeAsync(await nia.WrongDigitsAsync())).Result);

        Assert.Equal((0, 1), (await FailuresAsync(_maya.User.Id), await FailuresAsync(nia.User.Id)));
        Assert.Equal(CodeCheck.UsedUp, (await _maya.TypeAsync(nias)).Result);
        Assert.Equal(CodeCheck.Accepted, (await nia.TypeAsync(nias)).Result);
    }

    private async Task<int> FailuresAsync(Guid of)
    {
        await using var db = idp.Database.Open();
        var subject = of.ToString("N");
        return (await db.AttemptLimits.SingleOrDefaultAsync(l => l.Subject == subject, TestContext.Current.CancellationToken))?.Failures ?? 0;
    }
}
