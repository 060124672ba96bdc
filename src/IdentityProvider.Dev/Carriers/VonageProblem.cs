using System.Text.Json.Nodes;

namespace IdentityProvider.Dev.Carriers;

/// <summary>Vonage's errors: problem+json, whose type ends in a number for what the Messages API knows.</summary>
internal static class VonageProblem
{
    private const string Errors = "https://developer.vonage.com/api-errors";

    public static CarrierAnswer Unauthorized() =>
        Of(401, $"{Errors}#unauthorized", "Unauthorized", "You did not provide correct credentials.");

    public static CarrierAnswer InvalidParameter(int status, string name, string reason)
    {
        var problem = Of(status, $"{Errors}#invalid-params", "Invalid params", "The value of one or more parameters is invalid.");
        problem.Body!["invalid_parameters"] = new JsonArray(new JsonObject { ["name"] = name, ["reason"] = reason });
        return problem;
    }

    /// <summary>A refusal for a reason that lies outside the request.</summary>
    public static CarrierAnswer For(int status) => status switch
    {
        402 => Of(402, $"{Errors}#low-balance", "Low balance", "This request could not be performed due to your account balance being low."),
        403 => Of(403, $"{Errors}/messages#1060", "Partner account barred", "Your account has been barred."),
        422 => Of(422, $"{Errors}/messages#1050", "Number barred", "The number you are trying to send messages to is barred."),
        429 => Of(429, $"{Errors}/messages#1000", "Throttled", "You have exceeded the submission capacity allowed on this account."),
        _ => Of(status, $"{Errors}/messages#1030", "Internal error", "There was an error processing your request in the Platform."),
    };

    /// <summary>One of the numbered errors of the Messages API.</summary>
    public static CarrierAnswer Numbered(int number) => Of(422, $"{Errors}/messages#{number}", "Unprocessable", "The message could not be sent.");

    private static CarrierAnswer Of(int status, string type, string title, string detail) => new(status, new JsonObject
    {
        ["type"] = type,
        ["title"] = title,
        ["detail"] = detail,
        ["instance"] = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString(),
    }, "application/problem+json");
}
