using IdentityProvider.Delivery.Lookup;
using IdentityProvider.Phones;
using IdentityProvider.SignIn;

namespace IdentityProvider.Tests.Phones;

public class LineRulesTests
{
    [Theory]
    [Trait("Row", "PF3")]
    [InlineData(LineType.Mobile, LineVerdict.TextAndVoice)]
    [InlineData(LineType.Unknown, LineVerdict.TextAndVoice)]
    [InlineData(LineType.Voip, LineVerdict.TextAndVoice)]
    [InlineData(LineType.Landline, LineVerdict.VoiceOnly)]
    [InlineData(LineType.TollFree, LineVerdict.TollFree)]
    [InlineData(LineType.Premium, LineVerdict.Premium)]
    [InlineData(LineType.Pager, LineVerdict.Pager)]
    public void Every_kind_of_line_has_its_rule(LineType line, LineVerdict expected) =>
        Assert.Equal(expected, LineRules.Judge(line, refusesVoip: false));

    [Fact]
    public void An_internet_phone_is_refused_only_where_the_clinic_says_so_and_nothing_else_changes()
    {
        Assert.Equal(LineVerdict.VoipRefused, LineRules.Judge(LineType.Voip, refusesVoip: true));
        Assert.Equal(LineVerdict.VoiceOnly, LineRules.Judge(LineType.Landline, refusesVoip: true));
        Assert.Equal(LineVerdict.TextAndVoice, LineRules.Judge(LineType.Unknown, refusesVoip: true));
    }

    [Theory]
    [InlineData("""{"insights":{"current_carrier":{"network_type":"MOBILE","status":{"code":"OK"}}}}""", LineType.Mobile)]
    [InlineData("""{"insights":{"current_carrier":{"network_type":"landline"}}}""", LineType.Landline)]
    [InlineData("""{"insights":{"current_carrier":{"network_type":"VIRTUAL"}}}""", LineType.Voip)]
    [InlineData("""{"insights":{"current_carrier":{"network_type":"LANDLINE_TOLLFREE"}}}""", LineType.TollFree)]
    [InlineData("""{"insights":{"current_carrier":{"network_type":"LANDLINE_PREMIUM"}}}""", LineType.Premium)]
    [InlineData("""{"insights":{"current_carrier":{"network_type":"PAGER"}}}""", LineType.Pager)]
    [InlineData("""{"insights":{"current_carrier":{"network_type":"SATELLITE"}}}""", LineType.Unknown)]
    [InlineData("""{"insights":{"current_carrier":{"status":{"code":"NO_COVERAGE"}}}}""", LineType.Unknown)]
    [InlineData("""{"insights":{"current_carrier":{"network_type":7}}}""", LineType.Unknown)]
    [InlineData("""{"insights":[]}""", LineType.Unknown)]
    [InlineData("[1]", LineType.Unknown)]
    [InlineData("<html>", LineType.Unknown)]
    [InlineData("", LineType.Unknown)]
    public void What_the_carrier_answers_is_read_and_what_nobody_knows_is_unknown(string body, LineType expected) =>
        Assert.Equal(expected, LineLookup.Read(body));

    [Theory]
    [InlineData("STOP", TextReply.Stop)]
    [InlineData(" stop. ", TextReply.Stop)]
    [InlineData("Alto!", TextReply.Stop)]
    [InlineData("start", TextReply.Start)]
    [InlineData("Ayuda", TextReply.Help)]
    [InlineData("please stop calling me", TextReply.None)]
    [InlineData("", TextReply.None)]
    [InlineData(null, TextReply.None)]
    public void An_answer_is_one_word(string? body, TextReply expected) => Assert.Equal(expected, TextReplies.Read(body));
}
