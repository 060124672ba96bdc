using IdentityProvider.Codes;
using IdentityProvider.Delivery;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Codes;

/// <summary>How many codes go out: each send is of a new attempt, so that no wait stands in the way.</summary>
public class CodeBudgetsTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private readonly SentCodes _maya = new(idp);

    [Fact]
    public async Task Five_codes_in_ten_minutes_go_to_one_persons_phone_and_the_sixth_waits()
    {
        await SendAsync(_maya, times: 5);
        var sixth = await AnotherAsync(_maya);

        Assert.Equal(CodeSendResult.OverBudget, sixth.Result);
        Assert.InRange(sixth.NextSendAt - idp.Clock.GetUtcNow(), TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(11));
        idp.Clock.Advance(sixth.NextSendAt - idp.Clock.GetUtcNow());
        Assert.Equal(CodeSendResult.Sent, (await AnotherAsync(_maya)).Result);
    }

    [Fact]
    public async Task A_used_up_budget_shows_on_the_page_as_the_time_of_the_next_send()
    {
        await SendAsync(_maya, times: 5);
        idp.Clock.Advance(TimeSpan.FromSeconds(31));
        var refused = await _maya.SendAsync();

        Assert.Equal(CodeSendResult.OverBudget, refused.Result);
        Assert.Equal(refused.NextSendAt, (await _maya.StatusAsync())!.NextSendAt, TimeSpan.FromMilliseconds(1));
        idp.Clock.Advance(refused.NextSendAt - idp.Clock.GetUtcNow());
        Assert.Equal(CodeSendResult.Sent, (await _maya.SendAsync()).Result);
    }

    [Fact]
    public async Task Twenty_codes_a_day_go_to_one_persons_phone()
    {
        for (var i = 0; i < 4; i++)
        {
            await SendAsync(_maya, times: 5);
            idp.Clock.Advance(TimeSpan.FromMinutes(11));
        }

        Assert.Equal(CodeSendResult.OverBudget, (await AnotherAsync(_maya)).Result);
    }

    [Fact]
    public async Task Who_uses_the_codes_may_have_as_many_as_they_like()
    {
        for (var i = 0; i < 25; i++)
        {
            Assert.Equal(CodeSendResult.Sent, (await AnotherAsync(_maya)).Result);
            Assert.Equal(CodeCheck.Accepted, (await _maya.TypeAsync(await _maya.LastDigitsAsync())).Result);
        }
    }

    [Fact]
    public async Task A_full_budget_for_the_phone_leaves_the_e_mail_open()
    {
        await SendAsync(_maya, times: 5);
        _maya.BeginAnotherAttempt();

        Assert.Equal(CodeSendResult.Sent, (await _maya.SendAsync(Channel.Email, _maya.User.Email)).Result);
    }

    [Fact]
    public async Task A_number_nobody_has_verified_gets_five_codes_a_day_from_all_people_together()
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(CodeSendResult.Sent, (await new SentCodes(idp).SendAsync(to: "+12182347001", purpose: CodePurpose.PhoneVerification)).Result);
        }

        Assert.Equal(CodeSendResult.OverBudget, (await new SentCodes(idp).SendAsync(to: "+12182347001", purpose: CodePurpose.PhoneVerification)).Result);
        Assert.Equal(CodeSendResult.Sent, (await new SentCodes(idp).SendAsync(to: "+12182347001")).Result);
    }

    [Fact]
    public async Task One_person_cannot_ring_a_whole_exchange_by_setting_up()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(CodeSendResult.Sent, (await _maya.SendAsync(to: $"+1218234710{i}", purpose: CodePurpose.PhoneVerification)).Result);
        }

        Assert.Equal(CodeSendResult.OverBudget, (await _maya.SendAsync(to: "+12182347110", purpose: CodePurpose.PhoneVerification)).Result);
    }

    private static async Task SendAsync(SentCodes somebody, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.Equal(CodeSendResult.Sent, (await AnotherAsync(somebody)).Result);
        }
    }

    private static Task<CodeSend> AnotherAsync(SentCodes somebody)
    {
        somebody.BeginAnotherAttempt();
        return somebody.SendAsync();
    }
}
