using IdentityProvider.Delivery.Texts;

namespace IdentityProvider.Tests.Delivery;

public class Gsm7Tests
{
    [Theory]
    [InlineData("123456 is your code.\n\n@id.example #123456", true)]
    [InlineData("contraseña, ¿qué?, à è é ì ò ù ü ñ", true)]
    [InlineData("código", false)]
    [InlineData("á", false)]
    [InlineData("í", false)]
    [InlineData("ú", false)]
    [InlineData("it’s", false)]
    [InlineData("a\u00A0b", false)]
    public void The_alphabet_has_some_accents_and_not_others(string text, bool holds) => Assert.Equal(holds, Gsm7.Holds(text));

    [Fact]
    public void Brackets_and_the_euro_sign_cost_two_septets()
    {
        Assert.Equal(12, Gsm7.Length("{}[]^~"));
        Assert.Equal(3, Gsm7.Length("5€"));
    }

    [Fact]
    public void A_segment_has_160_septets_and_not_one_more()
    {
        Assert.True(Gsm7.IsOneSegment(new string('a', 160)));
        Assert.False(Gsm7.IsOneSegment(new string('a', 161)));
        Assert.False(Gsm7.IsOneSegment(new string('a', 159) + "€"));
    }

    [Theory]
    [InlineData("Clínica São José", "Clinica Sao José")]
    [InlineData("O’Brien – Dental…", "O'Brien - Dental.")]
    [InlineData("A\u00A0B", "A B")]
    [InlineData("Šťastný 医 Clinic", "Stastny  Clinic")]
    [InlineData("Peña & Sons", "Peña & Sons")]
    public void A_name_is_written_in_letters_the_alphabet_has(string name, string folded)
    {
        Assert.Equal(folded, Gsm7.Fold(name));
        Assert.True(Gsm7.Holds(Gsm7.Fold(name)));
    }
}
