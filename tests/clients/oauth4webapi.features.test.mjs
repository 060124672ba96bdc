// oauth4webapi: what goes beyond the code flow, each answer checked by the library.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import { Browser } from './browser.mjs';
import { keyOf, settings } from './settings.mjs';

const http = { [oauth.allowInsecureRequests]: true };
let server;

before(async () => {
  const issuer = new URL(settings.issuer);
  server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http));
});

async function appOf(name) {
  const app = settings.clients[name];
  const auth = app.jwk ? oauth.PrivateKeyJwt({ key: await keyOf(app), kid: app.jwk.kid })
    : app.client_secret ? oauth.ClientSecretBasic(app.client_secret)
    : oauth.None();
  return { app, auth, client: { client_id: app.client_id } };
}

async function request(app) {
  const [verifier, state, nonce] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState(), oauth.generateRandomNonce()];
  const parameters = new URLSearchParams({
    client_id: app.client_id, redirect_uri: app.redirect_uri, response_type: 'code', scope: 'openid offline_access', state, nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
  });
  return { parameters, verifier, state, nonce };
}

function authorizeUrl(parameters) {
  const url = new URL(server.authorization_endpoint);
  url.search = parameters;
  return url;
}

// A server that wants a nonce in proofs says so once; the second try has it.
async function withNonce(send, process) {
  try {
    return await process(await send());
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) {
      throw error;
    }

    return process(await send());
  }
}

async function redeem({ app, auth, client }, { url, asked }, options = {}) {
  const callback = await new Browser(settings.issuer).signIn(url, settings.user);
  const answer = oauth.validateAuthResponse(server, client, callback, asked.state);
  return withNonce(
    () => oauth.authorizationCodeGrantRequest(server, client, auth, answer, app.redirect_uri, asked.verifier, { ...http, ...options }),
    (response) => oauth.processAuthorizationCodeResponse(server, client, response, { expectedNonce: asked.nonce, requireIdToken: true }));
}

async function push({ auth, client }, parameters, options = {}) {
  return withNonce(
    () => oauth.pushedAuthorizationRequest(server, client, auth, parameters, { ...http, ...options }),
    (response) => oauth.processPushedAuthorizationResponse(server, client, response));
}

for (const name of ['pushed', 'keyed']) {
  test(`oauth4webapi pushes its request (PAR, ${name})`, async () => {
    const at = await appOf(name);
    const asked = await request(at.app);
    const pushed = await push(at, asked.parameters);
    assert.ok(pushed.expires_in <= 600);
    const url = authorizeUrl(new URLSearchParams({ client_id: at.app.client_id, request_uri: pushed.request_uri }));
    assert.ok((await redeem(at, { url, asked })).id_token);
  });
}

test('oauth4webapi authenticates with a key, and each assertion is good once (private_key_jwt)', async () => {
  const at = await appOf('keyed');
  const asked = await request(at.app);
  const tokens = await redeem(at, { url: authorizeUrl(asked.parameters), asked });
  const refresh = async (auth) => oauth.processRefreshTokenResponse(
    server, at.client, await oauth.refreshTokenGrantRequest(server, at.client, auth, tokens.refresh_token, http));
  let kept;
  const remembering = async (as, client, body, headers) => {
    kept ? [...kept].forEach(([key, value]) => body.set(key, value)) : await at.auth(as, client, body, headers);
    kept = new URLSearchParams([...body].filter(([key]) => key.startsWith('client_')));
  };
  assert.ok((await refresh(remembering)).access_token);
  await assert.rejects(refresh(remembering), (error) => /invalid_client|CHALLENGE/.test(`${error.error} ${error.code}`));
});

test('oauth4webapi binds code, access token and refresh token to a key (DPoP)', async () => {
  const at = await appOf('bound');
  const DPoP = oauth.DPoP(at.client, await oauth.generateKeyPair('ES256'));
  const asked = await request(at.app);
  asked.parameters.set('dpop_jkt', await DPoP.calculateThumbprint());
  const tokens = await redeem(at, { url: authorizeUrl(asked.parameters), asked }, { DPoP });
  assert.equal(tokens.token_type, 'dpop');
  const { sub } = oauth.getValidatedIdTokenClaims(tokens);
  const userInfo = await withNonce(
    () => oauth.userInfoRequest(server, at.client, tokens.access_token, { ...http, DPoP }),
    (response) => oauth.processUserInfoResponse(server, at.client, sub, response));
  assert.equal(userInfo.sub, sub);

  const refreshed = await withNonce(
    () => oauth.refreshTokenGrantRequest(server, at.client, at.auth, tokens.refresh_token, { ...http, DPoP }),
    (response) => oauth.processRefreshTokenResponse(server, at.client, response));
  assert.equal(refreshed.token_type, 'dpop');
});

test('oauth4webapi signs in on a device without a keyboard', async () => {
  const at = await appOf('device');
  const started = await oauth.processDeviceAuthorizationResponse(
    server, at.client, await oauth.deviceAuthorizationRequest(server, at.client, at.auth, { scope: 'openid' }, http));
  const poll = async () => oauth.processDeviceCodeResponse(
    server, at.client, await oauth.deviceCodeGrantRequest(server, at.client, at.auth, started.device_code, http));
  await assert.rejects(poll(), { error: 'authorization_pending' });
  await new Browser(settings.issuer).allowDevice(started.verification_uri_complete, settings.user);
  await new Promise((done) => setTimeout(done, (started.interval ?? 5) * 1000));
  assert.ok((await poll()).access_token);
  await assert.rejects(poll(), { error: 'invalid_grant' });
});

test('oauth4webapi gets a token for itself, and an API asks about it (client_credentials, introspection, revocation)', async () => {
  const service = await appOf('service');
  const tokens = await oauth.processClientCredentialsResponse(
    server, service.client, await oauth.clientCredentialsGrantRequest(server, service.client, service.auth, { scope: 'api:read' }, http));
  assert.equal(tokens.scope ?? 'api:read', 'api:read');
  const api = await appOf('api');
  const ask = async () => oauth.processIntrospectionResponse(
    server, api.client, await oauth.introspectionRequest(server, api.client, api.auth, tokens.access_token, http));
  assert.equal((await ask()).active, true);
  await oauth.processRevocationResponse(await oauth.revocationRequest(server, service.client, service.auth, tokens.access_token, http));
});
