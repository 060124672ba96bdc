// The guide for Node, as it stands in docs: its code is taken from the page, started, and used.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Browser } from './browser.mjs';
import { settings } from './settings.mjs';

const app = settings.clients.guide;
const url = new URL(app.redirect_uri).origin;

// Beside this file, so that it finds its packages.
const program = new URL(`.guide-${process.pid}.mjs`, import.meta.url);
let running;

before(async () => {
  const [, code] = readFileSync(new URL('../../docs/relying-apps/node.md', import.meta.url), 'utf8').match(/```js\n([\s\S]*?)```/);
  writeFileSync(program, code);
  const env = { ...process.env, ISSUER: settings.issuer, CLIENT_ID: app.client_id, CLIENT_SECRET: app.client_secret, APP_URL: url };
  running = spawn(process.execPath, [program.pathname], { env, stdio: 'inherit' });
  for (let i = 0; i < 100 && !(await answers()); i++) {
    await new Promise((done) => setTimeout(done, 100));
  }
});

after(async () => {
  running.kill();
  await once(running, 'exit');
  rmSync(program);
});

function answers() {
  return fetch(url).then(() => true, () => false);
}

async function visit(path, cookie) {
  const response = await fetch(new URL(path, url), { redirect: 'manual', headers: cookie ? { cookie } : {} });
  const [set] = response.headers.getSetCookie();
  return { status: response.status, to: response.headers.get('location'), cookie: set?.split(';')[0] ?? cookie, text: await response.text() };
}

test('the app of the Node guide signs in and out', async () => {
  const browser = new Browser(settings.issuer);
  const begun = await visit('/sign-in');
  const callback = await browser.signIn(begun.to, settings.user);
  const back = await visit(callback.href, begun.cookie);
  assert.equal(back.to, '/');
  assert.match((await visit('/', back.cookie)).text, /^Hello \w/);

  const leaving = await visit('/sign-out', back.cookie);
  assert.equal((await browser.go(leaving.to)).callback.href, app.signed_out_uri);
  assert.match((await visit('/', back.cookie)).text, /^Nobody/);
});

test('the app of the Node guide takes no answer that this browser did not ask for', async () => {
  const begun = await visit('/sign-in');
  const callback = await new Browser(settings.issuer).signIn(begun.to, settings.user);
  assert.equal((await visit(callback.href)).status, 400);
  const forged = new URL(callback);
  forged.searchParams.set('state', 'another');
  assert.equal((await visit(forged.href, begun.cookie)).status, 400);
});
