using IdentityProvider.Protocol;

namespace IdentityProvider.Developers;

/// <summary>A piece of code with the app's own values in it, ready to be copied.</summary>
/// <param name="Key">Its name in the address.</param>
/// <param name="Label">The name of the technology.</param>
public sealed record Snippet(string Key, string Label, string Text);

/// <summary>The snippets that fit an app: what it is decides which.</summary>
public static class Snippets
{
    /// <param name="issuer">Without a slash at the end.</param>
    public static IReadOnlyList<Snippet> For(Client client, string issuer)
    {
        var values = new SnippetValues(client, issuer);
        return client.Kind switch
        {
            ClientKind.Web => [AspNetCore(values), Node(values), Python(values), Java(values)],
            ClientKind.Browser => [Spa(values)],
            ClientKind.Native => [Terminal(values)],
            ClientKind.Smart => client.IsPublic ? [Smart(values), Spa(values)] : [Smart(values), Node(values), Python(values)],
            ClientKind.Service => [Service(values)],
            ClientKind.Device => [Device(values)],
        };
    }

    private static Snippet AspNetCore(SnippetValues v) => new("aspnet", "ASP.NET Core", $$"""
        builder.Services
            .AddAuthentication(options =>
            {
                options.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;
                options.DefaultChallengeScheme = OpenIdConnectDefaults.AuthenticationScheme;
            })
            .AddCookie()
            .AddOpenIdConnect(options =>
            {
                options.Authority = "{{v.Issuer}}";
                options.ClientId = "{{v.ClientId}}";
                options.ClientSecret = builder.Configuration["Oidc:ClientSecret"];
                options.CallbackPath = "{{v.RedirectPath}}";
                options.ResponseType = "code";
                options.UsePkce = true;
                options.MapInboundClaims = false;
                options.SaveTokens = true;
                options.Scope.Clear();
                foreach (var scope in "{{v.Scope}}".Split(' '))
                {
                    options.Scope.Add(scope);
                }
            });
        """);

    private static Snippet Node(SnippetValues v) => new("node", "Node", $$"""
        // npm install openid-client
        import * as client from 'openid-client';

        const config = await client.discovery(
          new URL('{{v.Issuer}}'), '{{v.ClientId}}', process.env.CLIENT_SECRET);

        // Send the browser here, and keep both values in its session.
        const verifier = client.randomPKCECodeVerifier();
        const state = client.randomState();
        const url = client.buildAuthorizationUrl(config, {
          redirect_uri: '{{v.RedirectUri}}',
          scope: '{{v.Scope}}',
          code_challenge: await client.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
          state,
        });

        // On the way back, with the address that was called:
        const tokens = await client.authorizationCodeGrant(config, currentUrl, {
          pkceCodeVerifier: verifier,
          expectedState: state,
        });
        console.log(tokens.claims().sub);
        """);

    private static Snippet Python(SnippetValues v) => new("python", "Python", $$"""
        # pip install authlib flask requests
        from authlib.integrations.flask_client import OAuth

        oauth = OAuth(app)
        oauth.register(
            name="provider",
            server_metadata_url="{{v.Issuer}}/.well-known/openid-configuration",
            client_id="{{v.ClientId}}",
            client_secret=os.environ["CLIENT_SECRET"],
            client_kwargs={"scope": "{{v.Scope}}", "code_challenge_method": "S256"},
        )

        @app.route("/login")
        def login():
            return oauth.provider.authorize_redirect("{{v.RedirectUri}}")

        @app.route("{{v.RedirectPath}}")
        def callback():
            token = oauth.provider.authorize_access_token()
            session["user"] = token["userinfo"]["sub"]
            return redirect("/")
        """);

    private static Snippet Java(SnippetValues v) => new("spring", "Java", $$"""
        # application.yml of Spring Boot, with spring-boot-starter-oauth2-client
        spring:
          security:
            oauth2:
              client:
                registration:
                  provider:
                    client-id: {{v.ClientId}}
                    client-secret: ${CLIENT_SECRET}
                    authorization-grant-type: authorization_code
                    redirect-uri: "{{v.RedirectUri}}"
                    scope: {{v.Scope.Replace(" ", ", ", StringComparison.Ordinal)}}
                provider:
                  provider:
                    issuer-uri: {{v.Issuer}}
        """);

    private static Snippet Spa(SnippetValues v) => new("spa", "oidc-client-ts", $$"""
        // npm install oidc-client-ts
        import { UserManager, WebStorageStateStore } from 'oidc-client-ts';

        const users = new UserManager({
          authority: '{{v.Issuer}}',
          client_id: '{{v.ClientId}}',
          redirect_uri: '{{v.RedirectUri}}',
          response_type: 'code',
          scope: '{{v.Scope}}',
          userStore: new WebStorageStateStore({ store: sessionStorage }),
        });

        // To sign in:
        await users.signinRedirect();

        // On the page of the redirect URI:
        const user = await users.signinRedirectCallback();
        const answer = await fetch(api, { headers: { Authorization: `Bearer ${user.access_token}` } });
        """);

    private static Snippet Smart(SnippetValues v) => new("smart", "SMART launch", $$"""
        // The page of the launch URL, with fhirclient 2 (npm install fhirclient).
        import FHIR from 'fhirclient';

        FHIR.oauth2.authorize({
          clientId: '{{v.ClientId}}',
          scope: '{{v.Scope}}',
          redirectUri: '{{v.RedirectUri}}',
          pkceMode: 'required',
        });

        // The page of the redirect URI:
        const smart = await FHIR.oauth2.ready();
        const patient = await smart.patient.read();
        """);

    private static Snippet Terminal(SnippetValues v) => new("native", "AppAuth", $$"""
        // AppAuth for Android; the one for iOS takes the same values. It opens the system's browser, never a web view.
        AuthorizationServiceConfiguration.fetchFromIssuer(Uri.parse("{{v.Issuer}}")) { configuration, failure ->
            val request = AuthorizationRequest.Builder(
                configuration!!, "{{v.ClientId}}", ResponseTypeValues.CODE, Uri.parse("{{v.RedirectUri}}"),
            ).setScope("{{v.Scope}}").build()
            startActivityForResult(AuthorizationService(this).getAuthorizationRequestIntent(request), SIGN_IN)
        }
        """);

    private static Snippet Service(SnippetValues v) => new("curl", "curl", v.UsesKeys ? $$"""
        # ASSERTION: a JWT signed with your private key; iss and sub {{v.ClientId}},
        # aud {{v.Issuer}}, a fresh jti, exp at most five minutes from now.
        curl {{v.Issuer}}/connect/token \
          -d grant_type=client_credentials \
          -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \
          -d client_assertion="$ASSERTION" \
          --data-urlencode "scope={{v.Scope}}"
        """ : $$"""
        curl {{v.Issuer}}/connect/token \
          -u "{{v.ClientId}}:$CLIENT_SECRET" \
          -d grant_type=client_credentials \
          --data-urlencode "scope={{v.Scope}}"
        """);

    private static Snippet Device(SnippetValues v) => new("curl", "curl", $$"""
        # Shows user_code and verification_uri: display both.
        curl {{v.Issuer}}/connect/deviceauthorization \
          -d client_id={{v.ClientId}} \
          --data-urlencode "scope={{v.Scope}}"

        # Every "interval" seconds until it answers with tokens:
        curl {{v.Issuer}}/connect/token \
          -d grant_type=urn:ietf:params:oauth:grant-type:device_code \
          -d client_id={{v.ClientId}} \
          -d device_code="$DEVICE_CODE"
        """);
}

/// <summary>An app's values as they stand in a snippet.</summary>
internal sealed class SnippetValues(Client client, string issuer)
{
    public string Issuer => issuer;

    public string ClientId => client.Id;

    public string Scope => client.Scopes.IsEmpty ? "openid" : client.Scopes.ToString();

    public string RedirectUri => client.RedirectUris is [var first, ..] ? first : "https://your-app.example/callback";

    public string RedirectPath => Uri.TryCreate(RedirectUri, UriKind.Absolute, out var parsed) ? parsed.AbsolutePath : "/callback";

    public bool UsesKeys => client.AuthMethod == ClientAuthMethod.PrivateKeyJwt;
}
