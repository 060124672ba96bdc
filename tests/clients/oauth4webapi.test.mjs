// oauth4webapi: each step of the protocol by hand, every answer checked by the library.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as oauth from 'oauth4webapi';
import { Browser } from './browser.mjs';
import { settings } from './settings.mjs';

const http = { [oauth.allowInsecureRequests]: true };
const methods = {
  post: (app) => oauth.ClientSecretPost(app.client_secret),
  basic: (app) => oauth.ClientSecretBasic(app.client_secret),
  public: () => oauth.None(),
};

async function discover(algorithm) {
  const issuer = new URL(settings.issuer);
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm, ...http }));
}

for (const algorithm of ['oidc', 'oauth2']) {
  test(`oauth4webapi reads the metadata (${algorithm})`, async () => {
    const server = await discover(algorithm);
    assert.equal(server.authorization_response_iss_parameter_supported, true);
    assert.deepEqual(server.code_challenge_methods_supported, ['S256']);
  });
}

for (const [name, method] of Object.entries(methods)) {
  test(`oauth4webapi signs in, refreshes, revokes and signs out (${name})`, async () => {
    const server = await discover('oidc');
    const app = settings.clients[name];
    const [client, auth] = [{ client_id: app.client_id }, method(app)];
    const [verifier, state, nonce] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState(), oauth.generateRandomNonce()];
    const url = new URL(server.authorization_endpoint);
    for (const [key, value] of Object.entries({
      client_id: app.client_id, redirect_uri: app.redirect_uri, response_type: 'code', scope: 'openid email offline_access', state, nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
    })) {
      url.searchParams.set(key, value);
    }

    const browser = new Browser(settings.issuer);
    const answer = oauth.validateAuthResponse(server, client, await browser.signIn(url, settings.user), state);

    const response = await oauth.authorizationCodeGrantRequest(server, client, auth, answer, app.redirect_uri, verifier, http);
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, { expectedNonce: nonce, requireIdToken: true });
    await oauth.validateApplicationLevelSignature(server, response, http);
    const { sub } = oauth.getValidatedIdTokenClaims(tokens);

    const userInfo = await oauth.processUserInfoResponse(server, client, sub, await oauth.userInfoRequest(server, client, tokens.access_token, http));
    assert.equal(userInfo.email_verified, true);

    const refreshed = await oauth.processRefreshTokenResponse(
      server, client, await oauth.refreshTokenGrantRequest(server, client, auth, tokens.refresh_token, http));
    assert.ok(refreshed.refresh_token);

    // Used a second time: refused, and the whole family with it.
    for (const spent of [tokens.refresh_token, refreshed.refresh_token]) {
      const refused = await oauth.refreshTokenGrantRequest(server, client, auth, spent, http);
      await assert.rejects(oauth.processRefreshTokenResponse(server, client, refused), { error: 'invalid_grant' });
    }

    await oauth.processRevocationResponse(await oauth.revocationRequest(server, client, auth, refreshed.access_token, http));

    const goodbye = new URL(server.end_session_endpoint);
    goodbye.searchParams.set('id_token_hint', tokens.id_token);
    goodbye.searchParams.set('post_logout_redirect_uri', app.signed_out_uri);
    assert.equal((await browser.go(goodbye)).callback.href, app.signed_out_uri);
  });
}
