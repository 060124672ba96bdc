// openid-client, as its own documentation says to use it. The one setting: http is allowed, because the provider runs on loopback.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as client from 'openid-client';
import { Browser } from './browser.mjs';
import { settings } from './settings.mjs';

const methods = {
  post: (app) => client.ClientSecretPost(app.client_secret),
  basic: (app) => client.ClientSecretBasic(app.client_secret),
  public: () => client.None(),
};

async function begin(config, app, more = {}) {
  const checks = { pkceCodeVerifier: client.randomPKCECodeVerifier(), expectedState: client.randomState(), expectedNonce: client.randomNonce() };
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: app.redirect_uri,
    scope: 'openid profile email offline_access',
    code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    ...more,
  });
  return { url, checks };
}

for (const [name, method] of Object.entries(methods)) {
  test(`openid-client signs in, refreshes, revokes and signs out (${name})`, async () => {
    const app = settings.clients[name];
    const config = await client.discovery(new URL(settings.issuer), app.client_id, {}, method(app), { execute: [client.allowInsecureRequests] });
    const browser = new Browser(settings.issuer);

    const first = await begin(config, app, { max_age: '900' });
    const tokens = await client.authorizationCodeGrant(config, await browser.signIn(first.url, settings.user), { ...first.checks, maxAge: 900 });
    const claims = tokens.claims();
    assert.equal(claims.acr, 'urn:idp:acr:aal1');
    assert.deepEqual(claims.amr, ['pwd']);

    const userInfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
    assert.equal(userInfo.email, settings.user.email);
    assert.ok(userInfo.name);

    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
    assert.notEqual(refreshed.refresh_token, tokens.refresh_token);
    assert.equal(refreshed.claims().auth_time, claims.auth_time);

    await client.tokenRevocation(config, refreshed.refresh_token);
    await assert.rejects(client.refreshTokenGrant(config, refreshed.refresh_token), { error: 'invalid_grant' });
    await assert.rejects(client.fetchUserInfo(config, refreshed.access_token, claims.sub), (error) => error.cause?.[0]?.parameters?.error === 'invalid_token');

    // Signed in already: no page, a new code.
    const second = await begin(config, app, { prompt: 'none' });
    const again = await client.authorizationCodeGrant(config, (await browser.go(second.url)).callback, second.checks);
    assert.equal(again.claims().sub, claims.sub);

    const goodbye = client.buildEndSessionUrl(config, { id_token_hint: again.id_token, post_logout_redirect_uri: app.signed_out_uri, state: 'bye' });
    assert.equal((await browser.go(goodbye)).callback.href, `${app.signed_out_uri}?state=bye`);

    const third = await begin(config, app, { prompt: 'none' });
    await assert.rejects(client.authorizationCodeGrant(config, (await browser.go(third.url)).callback, third.checks), { error: 'login_required' });
  });
}
