using System.Reflection;
using System.Text.Json;
using IdentityProvider.Audit;
using IdentityProvider.Tests.Architecture;

namespace IdentityProvider.Tests.Audit;

public class AuditEventTests
{
    // What a person typed is text; none of these can hold it.
    private static readonly HashSet<Type> Harmless =
        [typeof(Guid), typeof(int), typeof(bool), typeof(DateTimeOffset), typeof(Enum), typeof(IReadOnlyCollection<Enum>)];

    private static readonly IReadOnlyList<Type> Events =
        [.. typeof(AuditEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(AuditEvent)))];

    [Fact]
    public void No_event_can_hold_a_secret_a_code_a_number_or_an_address()
    {
        var loose = from type in Events
                    from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                    where property.Name != "EqualityContract" && !Harmless.Contains(property.PropertyType)
                    select $"{type.Name}.{property.Name} is a {property.PropertyType.Name}";

        Assert.Empty(loose);
    }

    [Fact]
    public void Every_event_has_a_name_of_its_own()
    {
        var names = Events.Select(type => ((AuditEvent)Activator.CreateInstance(type, Defaults(type))!).Name).ToList();

        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches("^[a-z-]+\\.[a-z-]+$", name));
    }

    [Fact]
    public void The_detail_is_the_events_own_members()
    {
        var sent = JsonDocument.Parse(AuditDetail.Of(new CodeSent(Guid.Empty, DayOfWeek.Monday, UriKind.Absolute, IsResend: true))).RootElement;
        var completed = AuditDetail.Of(new SignInCompleted([DayOfWeek.Monday, UriKind.Absolute], DecidedBy: null));

        Assert.Equal(["channel", "codeId", "isResend", "purpose"], sent.EnumerateObject().Select(p => p.Name).Order());
        Assert.Equal("monday", sent.GetProperty("purpose").GetString());
        Assert.Equal("""{"proofs":["monday","absolute"],"decidedBy":null}""", completed);
    }

    [Fact]
    public void Every_event_stands_in_histories_or_is_listed_as_one_that_does_not()
    {
        var names = Events.Select(type => ((AuditEvent)Activator.CreateInstance(type, Defaults(type))!).Name).Order(StringComparer.Ordinal);
        var shown = ShownEvents.To(HistoryReaders.Owner).Keys.Union(ShownEvents.To(HistoryReaders.Admin).Keys);

        Assert.Equal(names, shown.Concat(ShownEvents.Hidden).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_an_admin_is_shown_of_a_person_the_person_is_shown_too() =>
        Assert.Empty(ShownEvents.To(HistoryReaders.Admin).Keys.Except(ShownEvents.To(HistoryReaders.Owner).Keys));

    [Theory]
    [InlineData(HistoryReaders.Owner, "src/IdentityProvider/Account/AccountTexts.resx", "Recent")]
    [InlineData(HistoryReaders.Admin, "src/IdentityProvider/Admin/People/PeopleTexts.resx", "Event")]
    public void Every_event_that_is_shown_has_a_text_for_its_reader(HistoryReaders reader, string file, string prefix)
    {
        var texts = Repository.Read(file);

        Assert.All(ShownEvents.To(reader).Values, shown => Assert.Contains($"\"{prefix}.{shown.Text}\"", texts, StringComparison.Ordinal));
    }

    private static object?[] Defaults(Type type) =>
        [.. type.GetConstructors().Single().GetParameters().Select(p => p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType) : null)];
}
