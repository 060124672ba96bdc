using System.Net.Mail;
using System.Text;
using System.Text.Json;

namespace IdentityProvider.Dev.Carriers;

/// <summary>What SendGrid asks of a mail. Messages and field names are its own.</summary>
internal static class SendGridRules
{
    private const int MostRecipients = 1000;
    private const int MostCategories = 10;
    private const int LongestCategory = 255;
    private const int LongestCustomArgs = 10_000;

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "personalizations", "from", "reply_to", "reply_to_list", "subject", "content", "attachments", "template_id", "headers", "categories",
        "custom_args", "send_at", "batch_id", "asm", "ip_pool_name", "mail_settings", "tracking_settings",
    };

    internal sealed record Broken(string Field, string Message);

    private static readonly Func<JsonElement?, Broken?>[] InOrder = [OnlyKnown, Personalizations, From, Subject, Content, Categories, CustomArgs];

    public static Broken? FirstBroken(JsonElement? mail) =>
        InOrder.Select(rule => rule(mail)).FirstOrDefault(broken => broken is not null);

    private static Broken? OnlyKnown(JsonElement? mail) =>
        mail!.Value.EnumerateObject().Select(member => member.Name).FirstOrDefault(name => !Known.Contains(name)) is { } stranger
            ? new Broken(stranger, $"Additional property {stranger} is not allowed")
            : null;

    private static Broken? Personalizations(JsonElement? mail)
    {
        var all = mail.List("personalizations");
        if (all.Count is 0 or > MostRecipients)
        {
            return new Broken("personalizations", "The personalizations field is required and must have at least one personalization.");
        }

        var addresses = all.SelectMany(one => one.List("to").Concat(one.List("cc")).Concat(one.List("bcc"))).Select(to => to.Text("email")).ToList();
        return all.Any(one => one.List("to").Count == 0)
                ? new Broken("personalizations.0.to", "The to array is required for all personalization objects, and must have at least one email object with a valid email address.")
            : addresses.Exists(address => !IsAddress(address)) ? new Broken("personalizations.0.to.0.email", "Does not contain a valid address.")
            : addresses.Count > MostRecipients ? new Broken("personalizations", "The total number of recipients must be no more than 1000.")
            : addresses.Distinct(StringComparer.OrdinalIgnoreCase).Count() < addresses.Count
                ? new Broken("personalizations", "Each email address in the personalization block should be unique between to, cc, and bcc.")
            : null;
    }

    private static Broken? From(JsonElement? mail)
    {
        var address = mail.Member("from").Text("email");
        return !IsAddress(address) ? new Broken("from.email", "The from email does not contain a valid address.")
            : !string.Equals(address, CarrierCredentials.FromAddress, StringComparison.OrdinalIgnoreCase)
                ? new Broken("from.email", "The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.")
            : null;
    }

    private static Broken? Subject(JsonElement? mail) =>
        string.IsNullOrEmpty(mail.Text("subject")) && mail.List("personalizations").Any(one => string.IsNullOrEmpty(one.Text("subject")))
            ? new Broken("subject", "The subject is required. You can get around this requirement if you use a template with a subject defined or if every personalization has a subject defined.")
            : null;

    private static Broken? Content(JsonElement? mail)
    {
        var types = mail.List("content").Select(part => part.Text("type")).ToList();
        return types.Count == 0 || mail.List("content").Any(part => string.IsNullOrEmpty(part.Text("type")) || string.IsNullOrEmpty(part.Text("value")))
                ? new Broken("content", "Unless a valid template_id is provided, the content parameter is required. There must be at least one defined content block.")
            : types.IndexOf("text/plain") > 0 || types.IndexOf("text/html") > 1
                ? new Broken("content", "If present, text/plain and text/html may only be provided once and must be first, in this order.")
            : null;
    }

    private static Broken? Categories(JsonElement? mail)
    {
        var all = mail.List("categories");
        return all.Count > MostCategories ? new Broken("categories", "There are too many categories. The limit is 10.")
            : all.Any(one => one is not { ValueKind: JsonValueKind.String } text || text.GetString()!.Length > LongestCategory)
                ? new Broken("categories", "The length of each category must be no more than 255 characters.")
            : null;
    }

    private static Broken? CustomArgs(JsonElement? mail) =>
        mail.List("personalizations").Select(one => one.Member("custom_args")).Append(mail.Member("custom_args"))
            .Where(args => args is not null)
            .Any(args => args!.Value.ValueKind != JsonValueKind.Object
                || args.Value.EnumerateObject().Any(arg => arg.Value.ValueKind != JsonValueKind.String)
                || Encoding.UTF8.GetByteCount(args.Value.GetRawText()) > LongestCustomArgs)
            ? new Broken("custom_args", "The custom_args must be strings and no more than 10000 bytes.")
            : null;

    private static bool IsAddress(string? text) => MailAddress.TryCreate(text, out var parsed) && parsed.Address == text;
}
