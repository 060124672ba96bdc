using System.Net;
using IdentityProvider.Delivery;
using IdentityProvider.Delivery.Email;
using IdentityProvider.Delivery.Texts;

namespace IdentityProvider.Tests.Delivery;

/// <summary>What each provider's answers come to. The rows are the providers' own documentation.</summary>
public class ProviderAnswerTests
{
    [Theory]
    [InlineData(202, "", MessageOutcome.Sent)]
    [InlineData(400, """{"errors":[{"message":"Does not contain a valid address.","field":"personalizations.0.to.0.email","help":null}]}""", MessageOutcome.BadNumber)]
    [InlineData(400, """{"errors":[{"message":"The content value must be a string.","field":"content.0.value"}]}""", MessageOutcome.Blocked)]
    [InlineData(401, """{"errors":[{"message":"authorization required","field":null}]}""", MessageOutcome.BadCredentials)]
    [InlineData(401, """{"errors":[{"message":"Maximum credits exceeded","field":null}]}""", MessageOutcome.OutOfCredit)]
    [InlineData(403, """{"errors":[{"message":"The from address does not match a verified Sender Identity.","field":"from"}]}""", MessageOutcome.BadCredentials)]
    [InlineData(413, "", MessageOutcome.Blocked)]
    [InlineData(429, """{"errors":[{"field":null,"message":"too many requests"}]}""", MessageOutcome.Throttled)]
    [InlineData(500, "<html>oops</html>", MessageOutcome.Transient)]
    [InlineData(503, "", MessageOutcome.Transient)]
    [InlineData(302, "", MessageOutcome.BadCredentials)]
    [InlineData(400, "[1,2]", MessageOutcome.Blocked)]
    [InlineData(400, """{"errors":"no list"}""", MessageOutcome.Blocked)]
    public void SendGrid(int status, string body, MessageOutcome expected) =>
        Assert.Equal(expected, SendGridAnswers.Read((HttpStatusCode)status, body).Outcome);

    [Theory]
    [InlineData(202, """{"message_uuid":"aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"}""", MessageOutcome.Sent)]
    [InlineData(201, """{"uuid":"63f61863-4a51-4f6b-86e1-46edebcf9356","status":"started"}""", MessageOutcome.Sent)]
    [InlineData(401, """{"type":"https://developer.vonage.com/api-errors#unauthorized","title":"Unauthorized"}""", MessageOutcome.BadCredentials)]
    [InlineData(402, """{"type":"https://developer.vonage.com/api-errors/#low-balance","title":"Low balance"}""", MessageOutcome.OutOfCredit)]
    [InlineData(403, """{"type":"https://developer.vonage.com/api-errors/messages#1060"}""", MessageOutcome.BadCredentials)]
    [InlineData(403, """{"type":"https://developer.vonage.com/api-errors/messages#1120"}""", MessageOutcome.BadCredentials)]
    [InlineData(422, """{"type":"https://developer.vonage.com/api-errors/messages#1050"}""", MessageOutcome.Blocked)]
    [InlineData(422, """{"type":"https://developer.vonage.com/api-errors/messages#1170"}""", MessageOutcome.BadNumber)]
    [InlineData(422, """{"type":"https://developer.vonage.com/api-errors/messages#1240"}""", MessageOutcome.OptedOut)]
    [InlineData(422, """{"type":"https://developer.vonage.com/api-errors/messages#1310"}""", MessageOutcome.LandlineNoText)]
    [InlineData(422, """{"type":"https://developer.vonage.com/api-errors/messages#1070"}""", MessageOutcome.OutOfCredit)]
    [InlineData(422, """{"type":"https://developer.vonage.com/api-errors#invalid-params","invalid_parameters":[{"name":"to","reason":"…"}]}""", MessageOutcome.BadNumber)]
    [InlineData(422, """{"type":"https://developer.vonage.com/api-errors#invalid-params","invalid_parameters":[{"name":"token","reason":"…"}]}""", MessageOutcome.Blocked)]
    [InlineData(400, """{"type":"https://developer.vonage.com/api-errors#invalid-params","invalid_parameters":[{"name":"to.0.number"}]}""", MessageOutcome.BadNumber)]
    [InlineData(400, """{"error_title":"Bad Request","invalid_parameters":{"to":"Is invalid."}}""", MessageOutcome.BadNumber)]
    [InlineData(400, """{"error_title":"Bad Request","invalid_parameters":{"ncco":"Is required."}}""", MessageOutcome.Blocked)]
    [InlineData(429, """{"type":"https://developer.vonage.com/api-errors/messages#1000"}""", MessageOutcome.Throttled)]
    [InlineData(500, """{"type":"https://developer.vonage.com/api-errors/messages#1030"}""", MessageOutcome.Transient)]
    [InlineData(502, "<html>Bad Gateway</html>", MessageOutcome.Transient)]
    [InlineData(307, "", MessageOutcome.BadCredentials)]
    [InlineData(404, "", MessageOutcome.BadCredentials)]
    [InlineData(422, """{"type":42,"invalid_parameters":7}""", MessageOutcome.Blocked)]
    public void Vonage(int status, string body, MessageOutcome expected) =>
        Assert.Equal(expected, VonageAnswers.Read((HttpStatusCode)status, body).Outcome);

    [Fact]
    public void Only_trouble_that_passes_is_worth_another_try() => Assert.Equal(
        [MessageOutcome.Transient, MessageOutcome.Throttled], Enum.GetValues<MessageOutcome>().Where(o => o.IsWorthRetrying()));

    [Fact]
    public void Every_outcome_has_a_sentence_for_the_user_and_one_for_the_admin()
    {
        foreach (var outcome in Enum.GetValues<MessageOutcome>())
        {
            Assert.NotEmpty(OutcomeTexts.ForUser(outcome));
            Assert.NotEmpty(OutcomeTexts.ForAdmin(outcome));
        }
    }
}
