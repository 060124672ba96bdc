// oidc-client-ts, the library of browser apps. It takes a window for granted: it is given a browser to navigate and stores to write to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Browser } from './browser.mjs';
import { settings } from './settings.mjs';

globalThis.window ??= globalThis;
const { InMemoryWebStorage, UserManager, WebStorageStateStore } = await import('oidc-client-ts');

// Where the library keeps keys is a database of the browser.
class Keys {
  #kept = new Map();

  async set(name, value) {
    this.#kept.set(name, value);
  }

  async get(name) {
    return this.#kept.get(name);
  }

  async remove(name) {
    this.#kept.delete(name);
  }

  async getAllKeys() {
    return [...this.#kept.keys()];
  }
}

// A page of the app, and the browser it is open in.
function open(more = {}) {
  const app = settings.clients.public;
  const store = () => new WebStorageStateStore({ store: new InMemoryWebStorage() });
  const went = {};
  const navigator = { prepare: async () => ({ navigate: async ({ url }) => void (went.to = url), close: () => {} }) };
  const manager = new UserManager({
    authority: settings.issuer, client_id: app.client_id, redirect_uri: app.redirect_uri, post_logout_redirect_uri: app.signed_out_uri,
    scope: 'openid profile email offline_access', loadUserInfo: true, stateStore: store(), userStore: store(), automaticSilentRenew: false, ...more,
  }, navigator, navigator, navigator);
  return { app, manager, went, browser: new Browser(settings.issuer) };
}

async function signIn({ manager, went, browser }) {
  await manager.signinRedirect();
  return manager.signinRedirectCallback((await browser.signIn(went.to, settings.user)).href);
}

test('oidc-client-ts signs in, reads the profile, refreshes and signs out', async () => {
  const page = open();
  const user = await signIn(page);
  assert.equal(user.profile.email, settings.user.email);

  const refreshed = await page.manager.signinSilent();
  assert.notEqual(refreshed.access_token, user.access_token);
  assert.notEqual(refreshed.refresh_token, user.refresh_token);
  assert.equal(refreshed.profile.sub, user.profile.sub);

  await page.manager.signoutRedirect();
  const { callback } = await page.browser.go(page.went.to);
  assert.equal(callback.href.split('?')[0], page.app.signed_out_uri);
  await page.manager.signoutRedirectCallback(callback.href);
  assert.equal(await page.manager.getUser(), null);
});

test('oidc-client-ts revokes what it has', async () => {
  const page = open({ revokeTokenTypes: ['refresh_token'] });
  const user = await signIn(page);
  await page.manager.revokeTokens();
  await page.manager.storeUser(user);
  await assert.rejects(page.manager.signinSilent(), { error: 'invalid_grant' });
  await page.manager.removeUser();
});

test('oidc-client-ts binds its code and tokens to a key (DPoP)', async () => {
  const page = open({ dpop: { bind_authorization_code: true, store: new Keys() }, loadUserInfo: false });
  const user = await signIn(page);
  assert.ok(new URL(page.went.to).searchParams.get('dpop_jkt'));
  assert.equal(user.token_type.toLowerCase(), 'dpop');

  const url = `${settings.issuer}/connect/userinfo`;
  const DPoP = await page.manager.dpopProof(url, user, 'GET');
  const told = await fetch(url, { headers: { authorization: `DPoP ${user.access_token}`, DPoP } });
  assert.equal((await told.json()).sub, user.profile.sub);
  assert.equal((await fetch(url, { headers: { authorization: `Bearer ${user.access_token}` } })).status, 401);

  const refreshed = await page.manager.signinSilent();
  assert.equal(refreshed.token_type.toLowerCase(), 'dpop');
  await page.manager.removeUser();
});
