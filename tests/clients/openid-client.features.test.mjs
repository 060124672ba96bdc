// openid-client: what goes beyond the code flow. Each test is one feature from its start to its end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as client from 'openid-client';
import { Browser } from './browser.mjs';
import { keyOf, settings } from './settings.mjs';

const SCOPE = 'openid email offline_access';

async function configure(name, method) {
  const app = settings.clients[name];
  const auth = method ?? (app.client_secret ? client.ClientSecretBasic(app.client_secret) : client.None());
  const config = await client.discovery(new URL(settings.issuer), app.client_id, {}, auth, { execute: [client.allowInsecureRequests] });
  return { app, config };
}

// Sends somebody to sign in, by build, and redeems the code that comes back.
async function signIn({ app, config }, options = {}, build = client.buildAuthorizationUrl) {
  const checks = { pkceCodeVerifier: client.randomPKCECodeVerifier(), expectedState: client.randomState(), expectedNonce: client.randomNonce() };
  const url = await build(config, {
    redirect_uri: app.redirect_uri,
    scope: SCOPE,
    code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
  }, options);
  const callback = await new Browser(settings.issuer).signIn(url, settings.user);
  return { url, tokens: await client.authorizationCodeGrant(config, callback, checks, undefined, options) };
}

test('openid-client pushes its request (PAR)', async () => {
  const at = await configure('pushed');
  const { url, tokens } = await signIn(at, {}, client.buildAuthorizationUrlWithPAR);
  assert.deepEqual([...url.searchParams.keys()].sort(), ['client_id', 'request_uri']);
  assert.ok(tokens.claims().sub);
});

test('openid-client is refused without a push where one is required', async () => {
  const { app, config } = await configure('pushed');
  const url = client.buildAuthorizationUrl(config, { redirect_uri: app.redirect_uri, scope: SCOPE, state: 's', nonce: 'n' });
  const { callback, status } = await new Browser(settings.issuer).go(url);
  assert.ok(callback?.searchParams.get('error') === 'invalid_request' || status === 400);
});

test('openid-client authenticates with a key (private_key_jwt)', async () => {
  const { jwk } = settings.clients.keyed;
  const at = await configure('keyed', client.PrivateKeyJwt({ key: await keyOf(settings.clients.keyed), kid: jwk.kid }));
  const { tokens } = await signIn(at);
  const refreshed = await client.refreshTokenGrant(at.config, tokens.refresh_token);
  await client.tokenRevocation(at.config, refreshed.refresh_token);
  await assert.rejects(client.refreshTokenGrant(at.config, refreshed.refresh_token), { error: 'invalid_grant' });
});

for (const name of ['bound', 'public']) {
  test(`openid-client binds its tokens to a key (DPoP, ${name})`, async () => {
    const at = await configure(name);
    const DPoP = client.getDPoPHandle(at.config, await client.randomDPoPKeyPair());
    const { tokens } = await signIn(at, { DPoP });
    assert.equal(tokens.token_type, 'dpop');
    const { sub } = tokens.claims();
    assert.equal((await client.fetchUserInfo(at.config, tokens.access_token, sub, { DPoP })).sub, sub);
    await assert.rejects(client.fetchUserInfo(at.config, tokens.access_token, sub));

    const refreshed = await client.refreshTokenGrant(at.config, tokens.refresh_token, undefined, { DPoP });
    assert.equal((await client.fetchUserInfo(at.config, refreshed.access_token, sub, { DPoP })).sub, sub);
  });
}

test('openid-client signs in on a device without a keyboard', async () => {
  const at = await configure('device');
  const started = await client.initiateDeviceAuthorization(at.config, { scope: 'openid' });
  await new Browser(settings.issuer).allowDevice(started.verification_uri_complete, settings.user);
  const done = await client.pollDeviceAuthorizationGrant(at.config, started, undefined, { signal: AbortSignal.timeout(30_000) });
  assert.ok(done.access_token);
});

test('openid-client gets a token for itself, and an API asks about it (client_credentials, introspection)', async () => {
  const service = await configure('service');
  const { access_token } = await client.clientCredentialsGrant(service.config, { scope: 'api:read' });
  const api = await configure('api');
  const told = await client.tokenIntrospection(api.config, access_token);
  assert.deepEqual([told.active, told.client_id, told.scope], [true, service.app.client_id, 'api:read']);
  assert.equal((await client.tokenIntrospection(api.config, `${access_token}x`)).active, false);
});

test('openid-client hears by introspection that a token was revoked', async () => {
  const at = await configure('basic');
  const api = await configure('api');
  const { tokens } = await signIn(at);
  assert.equal((await client.tokenIntrospection(api.config, tokens.access_token)).active, true);
  await client.tokenRevocation(at.config, tokens.refresh_token);
  assert.equal((await client.tokenIntrospection(api.config, tokens.access_token)).active, false);
});
