using System.CommandLine;

namespace IdentityProvider.Access;

/// <summary><c>fhir register | identify | forget</c>: what an operator writes down so that SMART apps can be launched.</summary>
internal static class FhirCommand
{
    /// <param name="build">Puts the program together from the configuration on the rest of the command line.</param>
    public static Command Of(Func<string[], IHost> build)
    {
        var command = new Command("fhir", "FHIR servers of EHRs: registers one, or says who a member of a clinic is on it.");
        command.Subcommands.Add(Register(build));
        command.Subcommands.Add(Identify(build));
        command.Subcommands.Add(Forget(build));
        return command;
    }

    private static Command Register(Func<string[], IHost> build)
    {
        var address = new Argument<string>("base") { Description = "Its absolute URL, exactly as SMART apps name it in aud." };
        var name = new Option<string>("--name") { Required = true, Description = "As people know it." };
        var owner = new Option<string?>("--owner") { Description = "The client_id of the EHR that runs it: it may prepare launches and introspect tokens." };
        var picker = new Option<string?>("--picker") { Description = "The EHR's page where staff choose a patient." };
        var clinics = new Option<string[]>("--clinic") { Description = "A practice ID; may be repeated. Without it the server is every clinic's." };
        var verb = new Command("register", "Registers a FHIR server, or changes what is registered.") { TreatUnmatchedTokensAsErrors = false };
        verb.Arguments.Add(address);
        verb.Options.Add(name);
        verb.Options.Add(owner);
        verb.Options.Add(picker);
        verb.Options.Add(clinics);
        verb.SetAction((parsed, ct) => RunAsync(build, parsed, errands => errands.RegisterAsync(
            new FhirRegistration(parsed.GetValue(address)!, parsed.GetValue(name)!, parsed.GetValue(owner), parsed.GetValue(picker), parsed.GetValue(clinics) ?? []), ct), ct));
        return verb;
    }

    private static Command Identify(Func<string[], IHost> build)
    {
        var email = new Argument<string>("email") { Description = "The user's e-mail address." };
        var clinic = new Option<string>("--clinic") { Required = true, Description = "The practice ID of the membership." };
        var address = new Option<string>("--base") { Required = true, Description = "The FHIR server, as it is registered." };
        var reference = new Option<string>("--as") { Required = true, Description = "Who they are there: Practitioner/123, Patient/abc, RelatedPerson/7 …" };
        var patients = new Option<string[]>("--patient") { Description = "Whose record is theirs, as id=name; may be repeated. For memberships as patient." };
        var verb = new Command("identify", "Says who a member of a clinic is on a FHIR server.") { TreatUnmatchedTokensAsErrors = false };
        verb.Arguments.Add(email);
        verb.Options.Add(clinic);
        verb.Options.Add(address);
        verb.Options.Add(reference);
        verb.Options.Add(patients);
        verb.SetAction((parsed, ct) => RunAsync(build, parsed, errands => errands.IdentifyAsync(
            new FhirIdentification(parsed.GetValue(email)!, parsed.GetValue(clinic)!, parsed.GetValue(address)!, parsed.GetValue(reference)!, parsed.GetValue(patients) ?? []), ct), ct));
        return verb;
    }

    private static Command Forget(Func<string[], IHost> build)
    {
        var email = new Argument<string>("email") { Description = "The user's e-mail address." };
        var clinic = new Option<string>("--clinic") { Required = true, Description = "The practice ID of the membership." };
        var address = new Option<string>("--base") { Required = true, Description = "The FHIR server, as it is registered." };
        var verb = new Command("forget", "Takes away who somebody is on a FHIR server and whose records are theirs there. What apps hold of these ends at once.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        verb.Arguments.Add(email);
        verb.Options.Add(clinic);
        verb.Options.Add(address);
        verb.SetAction((parsed, ct) => RunAsync(
            build, parsed, errands => errands.ForgetAsync(parsed.GetValue(email)!, parsed.GetValue(clinic)!, parsed.GetValue(address)!, ct), ct));
        return verb;
    }

    private static async Task<int> RunAsync(Func<string[], IHost> build, ParseResult parsed, Func<FhirErrands, Task<string?>> run, CancellationToken ct)
    {
        using var host = build([.. parsed.UnmatchedTokens]);
        await using var scope = host.Services.CreateAsyncScope();
        var errands = scope.ServiceProvider.GetRequiredService<FhirErrands>();
        var problem = await run(errands);
        await parsed.InvocationConfiguration.Output.WriteLineAsync((problem ?? "Done. Every node knows it within a minute.").AsMemory(), ct);
        return problem is null ? 0 : 1;
    }
}
