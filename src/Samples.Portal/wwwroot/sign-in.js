// The one UserManager of the portal. A public client: no secret, PKCE instead (oidc-client-ts sends S256 by itself).
export const settings = await (await fetch("settings.json")).json();

const { fhir_base: _base, records_redirect_uri: _records, ...ofOidc } = settings;

export const users = new oidc.UserManager({
  ...ofOidc,
  // Kept for this tab only: closing it forgets the tokens, and no other tab can be asked for them.
  userStore: new oidc.WebStorageStateStore({ store: sessionStorage }),
  // Renews with the refresh token before the access token ends. Never with a hidden frame: the provider's
  // cookies do not reach one, and it refuses to be framed.
  automaticSilentRenew: true,
  // acr, amr and auth_time are what this page shows; by default they are dropped.
  filterProtocolClaims: false,
  // Name and address stand at userinfo, not in the ID token.
  loadUserInfo: true,
});

export function signIn(extra = {}) {
  return users.signinRedirect({ nonce: randomText(), ...extra });
}

/** The answer must come from the provider that was asked (RFC 9207); oidc-client-ts leaves this check to us. */
export async function checkIssuer(url) {
  const named = new URL(url).searchParams.get("iss");
  if (named !== (await users.metadataService.getIssuer())) throw new Error("The answer names another provider.");
}

function randomText() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
