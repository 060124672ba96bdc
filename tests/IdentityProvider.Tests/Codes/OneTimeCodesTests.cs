using IdentityProvider.Codes;
using IdentityProvider.Delivery;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Codes;

/// <summary>Sending and typing codes on a real database: what is one row's rule is in CodeSeriesTests and OneTimeCodeTests.</summary>
public class OneTimeCodesTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private readonly SentCodes _maya = new(idp);

    [Fact]
    public async Task A_code_that_was_sent_is_accepted_once()
    {
        var send = await _maya.SendAsync();
        var digits = await _maya.LastDigitsAsync();

        Assert.Equal(CodeSendResult.Sent, send.Result);
        Assert.Equal(new CodeCheckOutcome(CodeCheck.Accepted, Channel.Text), await _maya.TypeAsync($"#{digits[..3]} {digits[3..]}"));
        Assert.Equal(CodeCheck.UsedUp, (await _maya.TypeAsync(digits)).Result);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(8)]
    [Trait("Row", "TA4")]
    [Trait("Row", "EN4")]
    [Trait("Row", "PF1")]
    public async Task PF1_EN4_TA4_a_code_has_the_length_the_clinic_wants(int digits)
    {
        await _maya.SendAsync(digits: digits);

        Assert.Equal(digits, (await _maya.LastDigitsAsync()).Length);
        Assert.Equal(digits, (await _maya.StatusAsync())?.Digits);
    }

    [Fact]
    public async Task A_code_proves_nothing_for_another_purpose_or_attempt()
    {
        await _maya.SendAsync();
        var digits = await _maya.LastDigitsAsync();
        var attempt = _maya.Attempt;
        _maya.BeginAnotherAttempt();
        await _maya.SendAsync(purpose: CodePurpose.StepUp, to: "+12182349999");

        Assert.NotEqual(CodeCheck.Accepted, (await _maya.TypeAsync(digits, CodePurpose.StepUp)).Result);
        Assert.NotEqual(CodeCheck.Accepted, (await _maya.TypeAsync(digits, CodePurpose.SignIn)).Result);
        Assert.Equal(CodeCheck.Accepted, (await _maya.TypeAsync(digits, CodePurpose.SignIn, attempt)).Result);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("12345")]
    [InlineData("1234567")]
    public async Task What_cannot_be_the_code_costs_no_try(string typed)
    {
        await _maya.SendAsync();

        Assert.Equal(CodeCheck.Malformed, (await _maya.TypeAsync(typed)).Result);
        Assert.Equal(5, (await _maya.StatusAsync())?.TriesLeft);
    }

    [Fact]
    public async Task The_same_form_twice_at_once_is_one_use()
    {
        await _maya.SendAsync();
        var digits = await _maya.LastDigitsAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            try
            {
                return (await _maya.TypeAsync(digits)).Result;
            }
            catch (DbUpdateConcurrencyException)
            {
                return CodeCheck.UsedUp;
            }
        }));

        Assert.Single(answers, CodeCheck.Accepted);
    }

    [Fact]
    public async Task Digits_go_with_the_codes_life_and_the_hash_half_an_hour_later()
    {
        await _maya.SendAsync();
        idp.Clock.Advance(TimeSpan.FromMinutes(10));
        await SweepAsync();
        var (digits, hash) = await StoredAsync();
        Assert.Null(digits);
        Assert.NotNull(hash);

        idp.Clock.Advance(TimeSpan.FromMinutes(30));
        await SweepAsync();
        Assert.Null((await StoredAsync()).Hash);
    }

    [Fact]
    public async Task A_used_up_code_keeps_no_digits()
    {
        await _maya.SendAsync();
        var wrong = await _maya.WrongDigitsAsync();
        for (var i = 0; i < 5; i++)
        {
            await _maya.TypeAsync(wrong);
        }

        Assert.Null((await StoredAsync()).Digits);
    }

    private Task SweepAsync() => idp.Services.GetRequiredService<SweepWorker<CodesSweep>>().SweepAsync(TestContext.Current.CancellationToken);

    private async Task<(byte[]? Digits, byte[]? Hash)> StoredAsync()
    {
        await using var db = idp.Database.Open();
        var attempt = _maya.Attempt;
        var series = await db.CodeSeries.Include(s => s.Codes).SingleAsync(s => s.AttemptId == attempt, TestContext.Current.CancellationToken);
        return (series.Newest!.DigitsEncrypted, series.Newest.Hash);
    }
}
