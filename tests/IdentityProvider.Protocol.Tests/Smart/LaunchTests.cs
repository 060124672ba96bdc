using System.Text;
using System.Text.Json;
using IdentityProvider.Protocol.Smart;

namespace IdentityProvider.Protocol.Tests.Smart;

[Trait("Row", "B4")]
public class LaunchTests
{
    private const string Base = "https://ehr.example/fhir";

    private static readonly LaunchContext Whole = new()
    {
        FhirBase = Base,
        Patient = "p1",
        Encounter = "e1",
        FhirContext = [new FhirContextItem { Reference = "ImagingStudy/9", Role = "launch" }],
        NeedPatientBanner = false,
        Intent = "reconcile-medications",
        SmartStyleUrl = "https://ehr.example/style.json",
        Tenant = "clinic-9",
        FhirUser = $"{Base}/Practitioner/anna",
    };

    [Fact]
    public void A_launch_has_the_names_of_the_token_response()
    {
        const string Body = """
            {"aud":"https://ehr.example/fhir","client_id":"app","sub":"anna","clinic_id":"0198b2a1-0000-7000-8000-000000000001","patient":"p1","encounter":"e1","intent":"x",
             "need_patient_banner":true,"smart_style_url":"https://ehr.example/s.json","fhirContext":[{"reference":"ImagingStudy/9"}]}
            """;

        Assert.False(Parse(Body).IsBroken(out _, out var request));
        var context = request!.ToContext();
        Assert.Equal((Base, "p1", "e1", true), (context.FhirBase, context.Patient, context.Encounter, context.NeedPatientBanner));
        Assert.Equal("ImagingStudy/9", Assert.Single(context.FhirContext!).Reference);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"launch\"")]
    [InlineData("{}")]
    [InlineData("""{"aud":1}""")]
    [InlineData("""{"aud":"b","sub":"anna","clinic_id":"0198b2a1-0000-7000-8000-000000000001","patients":"p"}""")]
    [InlineData("""{"aud":"b","sub":"anna","clinic_id":"0198b2a1-0000-7000-8000-000000000001","patient":"p","patient":"q"}""")]
    [InlineData("""{"aud":"b","sub":"anna","clinic_id":"0198b2a1-0000-7000-8000-000000000001","patient":"Patient/p"}""")]
    [InlineData("""{"aud":"b","sub":"anna","clinic_id":"0198b2a1-0000-7000-8000-000000000001","patient":"p\u0000"}""")]
    [InlineData("""{"aud":"b","sub":"anna","clinic_id":"0198b2a1-0000-7000-8000-000000000001","patient":""}""")]
    [InlineData("""{"aud":"b","sub":"anna","clinic_id":"0198b2a1-0000-7000-8000-000000000001","encounter":"../x"}""")]
    [InlineData("""{"aud":"b","sub":"anna","clinic_id":"0198b2a1-0000-7000-8000-000000000001","intent":"\u0000"}""")]
    [InlineData("""{"aud":"b","sub":"anna","clinic_id":"0198b2a1-0000-7000-8000-000000000001","smart_style_url":"javascript:alert(1)"}""")]
    [InlineData("""{"aud":"b","sub":"anna","clinic_id":"0198b2a1-0000-7000-8000-000000000001","smart_style_url":"style.json"}""")]
    [InlineData("""{"aud":"b","sub":"anna","clinic_id":"0198b2a1-0000-7000-8000-000000000001","need_patient_banner":"yes"}""")]
    [InlineData("""{"aud":"b","sub":"anna","clinic_id":"0198b2a1-0000-7000-8000-000000000001","fhirContext":[{}]}""")]
    [InlineData("""{"aud":"b","sub":"anna","clinic_id":"0198b2a1-0000-7000-8000-000000000001","fhirContext":[null]}""")]
    [InlineData("""{"aud":"b","sub":"anna","clinic_id":"0198b2a1-0000-7000-8000-000000000001","fhirContext":[{"reference":"Patient/p"}]}""")]
    [InlineData("""{"aud":"b","sub":"anna"}""")]
    [InlineData("""{"aud":"b","sub":"","clinic_id":"0198b2a1-0000-7000-8000-000000000001"}""")]
    [InlineData("""{"aud":"b","sub":"a\u0000","clinic_id":"0198b2a1-0000-7000-8000-000000000001"}""")]
    [InlineData("""{"aud":"b","sub":"anna","clinic_id":"LAKE-1042"}""")]
    [InlineData("""{"aud":"b","clinic_id":"0198b2a1-0000-7000-8000-000000000001"}""")]
    [InlineData("""{"aud":"b","request":"0198b2a1-0000-7000-8000-000000000001","patient":"p","clinic_id":"0198b2a1-0000-7000-8000-000000000001"}""")]
    [InlineData("""{"aud":"b","request":"0198b2a1-0000-7000-8000-000000000001","sub":"anna","clinic_id":"0198b2a1-0000-7000-8000-000000000001"}""")]
    [InlineData("""{"aud":"b","request":"0198b2a1-0000-7000-8000-000000000001","sub":"anna","clinic_id":"0198b2a1-0000-7000-8000-000000000001","patient":"p","client_id":"c"}""")]
    public void A_launch_that_is_not_as_agreed_is_an_invalid_request(string body)
    {
        Assert.True(Parse(body).IsBroken(out var error, out _));
        Assert.Equal("invalid_request", error!.Code);
    }

    [Fact]
    public void A_context_holds_another_patient_only_with_a_role()
    {
        Assert.False(Parse("""{"aud":"b","sub":"anna","clinic_id":"0198b2a1-0000-7000-8000-000000000001","fhirContext":[{"reference":"Patient/donor","role":"https://ehr.example/roles/donor"}]}""").IsBroken(out _, out _));
    }

    [Fact]
    public void Long_texts_and_long_lists_are_refused()
    {
        var items = string.Join(',', Enumerable.Repeat("""{"reference":"Task/1"}""", 21));

        Assert.True(Parse($$"""{"aud":"b","sub":"anna","clinic_id":"0198b2a1-0000-7000-8000-000000000001","intent":"{{new string('x', 401)}}"}""").IsBroken(out _, out _));
        Assert.True(Parse($$"""{"aud":"b","sub":"anna","clinic_id":"0198b2a1-0000-7000-8000-000000000001","fhirContext":[{{items}}]}""").IsBroken(out _, out _));
    }

    [Theory]
    [InlineData("openid launch fhirUser", "patient encounter fhirContext need_patient_banner intent smart_style_url tenant", true)]
    [InlineData("openid launch", "patient encounter fhirContext need_patient_banner intent smart_style_url tenant", false)]
    [InlineData("openid launch/patient", "patient need_patient_banner", false)]
    [InlineData("patient/Observation.rs", "patient need_patient_banner", false)]
    [InlineData("launch/patient launch/encounter", "patient encounter need_patient_banner", false)]
    [InlineData("openid fhirUser", "", true)]
    public void A_token_response_has_what_its_scopes_ask_for(string scope, string members, bool namesUser)
    {
        var context = Whole.For(Scope.Parse(scope)!)!;
        var body = new Dictionary<string, object>(StringComparer.Ordinal);
        context.AddTo(body);

        Assert.Equal(members.Split(' ', StringSplitOptions.RemoveEmptyEntries), body.Keys);
        Assert.Equal(namesUser, context.FhirUser is not null);
    }

    [Fact]
    public void Without_a_scope_for_it_there_is_no_context() => Assert.Null(Whole.For(Scope.Parse("openid user/*.rs")!));

    [Theory]
    [InlineData(Base, true)]
    [InlineData($"{Base} https://idp.example", true)]
    [InlineData("https://other.example/fhir", false)]
    [InlineData("https://idp.example", false)]
    public void A_token_for_another_API_than_the_FHIR_server_has_none(string audience, bool has) =>
        Assert.Equal(has, Whole.For(Scope.Parse("openid launch")!, TargetResources.Of(audience.Split(' '))) is not null);

    [Fact]
    public void A_context_is_stored_and_read_back_whole()
    {
        var read = LaunchContext.Read(Whole.ToJson())!;

        Assert.Equal(Whole.ToJson(), read.ToJson());
        Assert.Equal(JsonValueKind.Array, JsonSerializer.SerializeToElement(read).GetProperty("fhirContext").ValueKind);
    }

    [Theory]
    [InlineData("Practitioner/anna", true)]
    [InlineData("RelatedPerson/1", true)]
    [InlineData("Organization/1", false)]
    [InlineData("Practitioner/anna/_history/1", false)]
    [InlineData("https://elsewhere.example/Practitioner/anna", false)]
    public void A_user_is_one_of_five_kinds_of_people(string reference, bool person) => Assert.Equal(person, FhirReference.IsPerson(reference));

    private static Parsed<LaunchRequest> Parse(string body) => LaunchRequest.Parse(Encoding.UTF8.GetBytes(body));
}
