namespace IdentityProvider.Access;

/// <summary>
/// What else a grant stands on, as parts of <see cref="StandingGrant.Stands"/>: who its user is on the FHIR server and whose records are theirs
/// there, and the APIs that its tokens are for. Each is read where it is written down, at every refresh, introspection and userinfo request, so
/// that what a clinic takes away is gone at once.
/// </summary>
internal static class GrantFooting
{
    /// <summary>
    /// A context that names the user needs that name to be the user's still, and a patient's own context needs the record to be theirs still. Staff
    /// were given their patient by the EHR, which asks its own rules about every record.
    /// </summary>
    public const string OnFhirServer = """
        ((g.launch ->> 'fhirUser' is null and (g.launch ->> 'patient' is null or m.role is distinct from 'Patient')) or exists (
            select from fhir_identities i
            where i.membership_id = g.membership_id and i.fhir_base = g.launch ->> 'base'
                and (g.launch ->> 'fhirUser' is null or g.launch ->> 'fhirUser' = rtrim(i.fhir_base, '/') || '/' || i.reference)
                and (g.launch ->> 'patient' is null or m.role is distinct from 'Patient'
                    or i.patients @> jsonb_build_array(jsonb_build_object('Id', g.launch ->> 'patient')))))
        """;

    /// <summary>
    /// Every API is registered still and serves the clinic of the grant, but for this server itself and for the client's own default, which need not be
    /// registered.
    /// </summary>
    public const string OnItsTargets = """
        not exists (
            select from unnest(case when cardinality(g.resources) > 0 then g.resources else array[k.default_audience::text] end) as aimed(uri)
            left join resources r on r.id = aimed.uri
            where aimed.uri <> @issuer and not case
                when r.id is null then aimed.uri is not distinct from k.default_audience::text
                else r.serves_every_clinic or coalesce(m.clinic_id = any(r.clinics), false) end)
        """;

    /// <summary>Ends the grants of a member whose footing on a FHIR server is gone, for good: who is given it back later has to be asked anew.</summary>
    public const string End = $"""
        update grants g set ended_at = @now, end_reason = @reason
        from memberships m
        where g.membership_id = @membership and m.id = g.membership_id and g.ended_at is null and g.launch ->> 'base' = @base and not {OnFhirServer}
        """;
}
