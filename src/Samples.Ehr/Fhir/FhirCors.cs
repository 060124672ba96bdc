namespace Samples.Ehr.Fhir;

/// <summary>Lets browser apps of any origin read the FHIR API: what opens it is the token that they send, and no cookie is looked at.</summary>
internal static class FhirCors
{
    public static Task AddAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Path.StartsWithSegments("/fhir", StringComparison.Ordinal))
        {
            var headers = http.Response.Headers;
            headers.AccessControlAllowOrigin = "*";
            headers.AccessControlAllowMethods = "GET";
            headers.AccessControlAllowHeaders = "Authorization, DPoP, Accept";
            headers.AccessControlExposeHeaders = "WWW-Authenticate";
        }

        return next(http);
    }
}
