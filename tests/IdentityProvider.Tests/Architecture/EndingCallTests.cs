namespace IdentityProvider.Tests.Architecture;

public class EndingCallTests
{
    [Fact]
    public void Only_the_one_place_ends_sessions_trust_and_grants_of_somebody() => Finding.None(EndingCalls.Check(CSharpSources.Program));

    [Theory]
    [InlineData("Access/Endings.cs", "devices.RevokeAllAsync()", false)]
    [InlineData("SignIn/Removal.cs", "devices.RevokeAllAsync()", true)]
    [InlineData("Admin/People/Forget.cs", "devices.RevokeAsync()", true)]
    [InlineData("Account/Sessions.cs", "session.End()", true)]
    [InlineData("Users/Invited.cs", "other.End()", false)]
    [InlineData("Account/Sessions.cs", "rows.SetProperty(s => s.EndedAt)", true)]
    [InlineData("Account/Sessions.cs", "rows.SetProperty(s => s.SeenAt)", false)]
    [InlineData("Access/SessionSweep.cs", "rows.SetProperty(s => s.EndedAt)", false)]
    public void A_call_from_elsewhere_is_found(string file, string call, bool found)
    {
        var text = $$"""
            namespace IdentityProvider.Devices { public class TrustedDevices { public void RevokeAllAsync() { } public void RevokeAsync() { } } }
            namespace IdentityProvider.Access
            {
                public class Session { public int EndedAt { get; set; } public int SeenAt { get; set; } public void End() { } }
                public class Rows { public void SetProperty(Func<Session, int> which) { } }
            }
            namespace IdentityProvider.Elsewhere
            {
                public class Other { public void End() { } }
                public class Caller(Devices.TrustedDevices devices, Access.Session session, Other other, Access.Rows rows)
                {
                    public object All => (devices, session, other, rows);
                    public void Call() => {{call}};
                }
            }
            """;

        Assert.Equal(found, EndingCalls.Check(CSharpSources.Of(($"src/IdentityProvider/{file}", text))).Any());
    }
}
