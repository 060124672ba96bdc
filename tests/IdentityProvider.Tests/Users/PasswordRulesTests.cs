using IdentityProvider.Clinics;
using IdentityProvider.Users;

namespace IdentityProvider.Tests.Users;

public class PasswordRulesTests
{
    private static readonly PasswordRules Rules = new(12, ["Clinic ID", "id.lakesidehealth.example", "Maya Okafor", "maya.okafor@lakesidefm.example", "Lakeside Family Medicine", "LAKE-1042"]);

    [Theory]
    [Trait("Row", "PF15")]
    [InlineData("", PasswordRefusal.Empty)]
    [InlineData("elevenchars", PasswordRefusal.TooShort)]
    [InlineData("administrator", PasswordRefusal.Common)]
    [InlineData("ADMINistraTOR", PasswordRefusal.Common)]
    [InlineData("responsabilidad", PasswordRefusal.Common)]
    [InlineData("aaaaaaaaaaaaaa", PasswordRefusal.Repetitive)]
    [InlineData("k7!k7!k7!k7!k7!", PasswordRefusal.Repetitive)]
    [InlineData("abcdefghijklm", PasswordRefusal.Repetitive)]
    [InlineData("zyxwvutsrqponm", PasswordRefusal.Repetitive)]
    [InlineData("34567890123456", PasswordRefusal.Repetitive)]
    [InlineData("LakesideFamily2026!", PasswordRefusal.Names)]
    [InlineData("Okafor.Maya.1984", PasswordRefusal.Names)]
    [InlineData("maya-lakeside-maya", PasswordRefusal.Names)]
    [InlineData("LAKE-1042-lake-1042", PasswordRefusal.Names)]
    public void A_password_that_is_tried_first_is_refused_and_the_reason_is_known(string typed, PasswordRefusal why) =>
        Assert.Equal(why, Rules.Refuse(typed));

    [Theory]
    [InlineData("correct-horse-lake-42")]
    [InlineData("alllowercaseisfine")]
    [InlineData("             x")]
    [InlineData("maya grows tomatoes")]
    [InlineData("пароль-из-слов")]
    [InlineData("gut 🙂 genug 🙂 so")]
    public void Length_is_what_counts_and_any_character_may_stand_in_it(string typed) => Assert.Null(Rules.Refuse(typed));

    [Fact]
    public void Characters_are_counted_as_people_see_them_and_128_is_the_end()
    {
        Assert.Null(Rules.Refuse(Long(128, "é🙂x")));
        Assert.Equal(PasswordRefusal.TooLong, Rules.Refuse(Long(129, "é🙂x")));

        // Eleven letters of which one is typed in two keystrokes are eleven.
        Assert.Equal(PasswordRefusal.TooShort, Rules.Refuse("re\u0301sume ok x"[..12]));
    }

    [Fact]
    public void The_list_is_the_whole_list() => Assert.Equal(104_037, PasswordBlocklist.Count);

    [Theory]
    [InlineData("password of mine", false)]
    [InlineData("contraseña", true)]
    [InlineData("contrasen\u0303a", true)]
    [InlineData("my administrator", false)]
    public void Only_a_whole_password_is_looked_up_in_whatever_form_it_is_typed(string typed, bool listed) =>
        Assert.Equal(listed, PasswordBlocklist.Holds(typed));

    [Fact]
    public void People_who_can_end_without_a_second_factor_need_a_longer_one_and_the_strictest_clinic_counts()
    {
        var policy = new ClinicPolicy();

        Assert.Equal(12, policy.ShortestPasswordFor(RoleGroup.Staff));
        Assert.Equal(15, policy.ShortestPasswordFor(RoleGroup.Patient));
        Assert.Equal(15, PasswordDemands.ShortestOf([12, 15]));
        Assert.Equal(15, PasswordDemands.ShortestOf([]));
    }

    // No piece of it repeats, so that length alone decides.
    private static string Long(int length, string beginning) => beginning
        + string.Concat(Enumerable.Range(0, length - PasswordRules.LengthOf(beginning)).Select(i => (char)('!' + (i * i % 89))));
}
