using IdentityProvider.Clinics;
using IdentityProvider.Delivery;

namespace IdentityProvider.Codes;

/// <summary>The message that carries a code.</summary>
internal static class CodeLetters
{
    public static Letter For(CodeRequest request, OneTimeCode code, PlainCode digits) =>
        new(request.Channel, request.Destination, request.Language, ContentOf(request.Purpose, code, digits.Reveal()))
        {
            Clinic = request.Clinic is { } clinic ? SenderOf(clinic) : null,
            AppName = request.AppName,
            UserId = request.User.Id,
        };

    private static CodeContent ContentOf(CodePurpose purpose, OneTimeCode code, string digits) => purpose switch
    {
        CodePurpose.SignIn => new SignInCode(code.Id, digits, code.ExpiresAt),
        CodePurpose.PhoneVerification => new PhoneVerificationCode(code.Id, digits, code.ExpiresAt),
        CodePurpose.EmailVerification => new EmailVerificationCode(code.Id, digits, code.ExpiresAt),
        CodePurpose.PasswordReset => new PasswordResetCode(code.Id, digits, code.ExpiresAt),
        CodePurpose.StepUp => new StepUpCode(code.Id, digits, code.ExpiresAt),
    };

    private static LetterClinic SenderOf(Clinic clinic) =>
        new(clinic.Id, clinic.Name, clinic.TextName, clinic.TimeZone, clinic.FrontDeskPhone);
}
