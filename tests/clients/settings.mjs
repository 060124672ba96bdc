// What the tests run against: a provider, people and registered apps, as JSON in the environment.
// { issuer, user: { email, password }, clients: { name: { client_id, client_secret?, jwk?, redirect_uri, signed_out_uri } } }, where name is
// post, basic, public; keyed: private_key_jwt with jwk; pushed: must push its requests; bound: must prove its key with DPoP; device;
// service: client_credentials; api: may introspect every token.
export const settings = JSON.parse(process.env.CLIENT_TEST_SETTINGS ?? 'null');

if (!settings) {
  throw new Error('Set CLIENT_TEST_SETTINGS. The test suite does it: ./dev test');
}

/** The private key of a client, for WebCrypto. */
export function keyOf(app) {
  return crypto.subtle.importKey('jwk', app.jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
}
