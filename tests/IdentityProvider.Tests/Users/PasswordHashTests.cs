using IdentityProvider.Limits;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using PasswordOptions = IdentityProvider.Users.PasswordOptions;

namespace IdentityProvider.Tests.Users;

/// <summary>Pepper and iterations stand in the stored hash, so that both can be replaced while everybody goes on signing in.</summary>
public class PasswordHashTests
{
    private const string Right = "correct-horse-lake-42";
    private static readonly User Anna = new("anna@clinic.example", "Anna", DateTimeOffset.UnixEpoch);

    [Fact]
    public void The_right_password_matches_and_another_does_not()
    {
        var hasher = HasherWith("a");
        var stored = hasher.HashPassword(Anna, Right);

        Assert.Equal(PasswordVerificationResult.Success, hasher.VerifyHashedPassword(Anna, stored, Right));
        Assert.Equal(PasswordVerificationResult.Failed, hasher.VerifyHashedPassword(Anna, stored, Right + "x"));
        Assert.NotEqual(stored, hasher.HashPassword(Anna, Right));
    }

    [Theory]
    [InlineData("b", 100_000)]
    [InlineData("a", 120_000)]
    [InlineData("b", 120_000)]
    public async Task A_hash_of_an_older_pepper_or_fewer_iterations_is_made_anew_by_the_next_sign_in(string key, int iterations)
    {
        var user = new User("anna@clinic.example", "Anna", DateTimeOffset.UnixEpoch) { PasswordHash = HasherWith("a").HashPassword(Anna, Right) };
        var (before, stamp) = (user.PasswordHash, user.SecurityStamp);
        var passwords = PasswordsWith(HasherWith(key, iterations));

        var check = await passwords.CheckAsync(user, Right, TestContext.Current.CancellationToken);

        Assert.Equal(PasswordCheck.Right, check);
        Assert.NotEqual(before, user.PasswordHash);
        Assert.StartsWith($"{key}$", user.PasswordHash, StringComparison.Ordinal);
        Assert.Equal(PasswordVerificationResult.Success, HasherWith(key, iterations).VerifyHashedPassword(user, user.PasswordHash!, Right));

        // It is the same password: nothing that was mailed or begun with it ends.
        Assert.Equal(stamp, user.SecurityStamp);
    }

    [Fact]
    public async Task A_wrong_password_makes_nothing_anew()
    {
        var user = new User("anna@clinic.example", "Anna", DateTimeOffset.UnixEpoch) { PasswordHash = HasherWith("a").HashPassword(Anna, Right) };
        var before = user.PasswordHash;
        var passwords = PasswordsWith(HasherWith("b"));

        Assert.Equal(PasswordCheck.Wrong, await passwords.CheckAsync(user, "not the password", TestContext.Current.CancellationToken));
        Assert.Equal(before, user.PasswordHash);
    }

    [Fact]
    public async Task A_new_password_renews_the_stamp_that_mailed_links_name()
    {
        var user = new User("anna@clinic.example", "Anna", DateTimeOffset.UnixEpoch);
        var stamp = user.SecurityStamp;
        var passwords = PasswordsWith(HasherWith("a"));

        Assert.True(await passwords.SetAsync(user, Right, TestContext.Current.CancellationToken));

        Assert.NotEqual(stamp, user.SecurityStamp);
        Assert.Equal(PasswordCheck.Right, await passwords.CheckAsync(user, Right, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_password_is_the_same_however_its_letters_are_composed()
    {
        var user = new User("anna@clinic.example", "Anna", DateTimeOffset.UnixEpoch);
        var passwords = PasswordsWith(HasherWith("a"));
        passwords.Set(user, "café-au-lait-42");

        Assert.Equal(PasswordCheck.Right, await passwords.CheckAsync(user, "cafe\u0301-au-lait-42", TestContext.Current.CancellationToken));
    }

    private static readonly HashingTurns Turns = new(atOnce: 1, waiting: 50);

    private static Passwords PasswordsWith(PepperedPasswordHasher hasher) => new(hasher, Turns, TimeProvider.System);

    private static PepperedPasswordHasher HasherWith(string current, int iterations = 100_000)
    {
        var keys = new MasterKeyOptions { Current = current };
        foreach (var id in new[] { "a", "b" })
        {
            keys.Keys[id] = Convert.ToBase64String(new byte[32].Select((_, i) => (byte)(i + id[0])).ToArray());
        }

        return new PepperedPasswordHasher(new ValueCipher(Options.Create(keys)), Options.Create(new PasswordOptions { Iterations = iterations }));
    }
}
