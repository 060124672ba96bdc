import { check, section } from '../lib/runner.mjs';
import { oidc, sleep, newJar, describe, rnd } from '../lib/ctx.mjs';

section('device authorization grant (RFC 8628)');
const N = ['device', 'client:device', 'driver:device'];
const G = 'urn:ietf:params:oauth:grant-type:device_code';
const start = async (t, x, extra = {}) => {
  const r = await x.call('device_authorization_endpoint', x.client('device'), { scope: 'openid', ...extra });
  t.must(r.status === 200, `device authorization ${r.status} ${r.text.slice(0, 150)}`);
  return { r, d: r.json, at: Date.now(), iv: (r.json.interval ?? 5) * 1000 };
};

const poll = (x, d, c = x.client('device')) => x.token(c, { grant_type: G, device_code: d.device_code });
const decide = async (x, uri, code, opts = {}) => {
  const jar = opts.jar ?? newJar();
  const steps = [];
  const browser = x.browser(jar, { redirect_uris: [], post_logout_redirect_uris: [] });
  const out = await x.driver.device({
    verificationUri: uri,
    userCode: code,
    jar,
    hints: { browser, steps, user: x.user(), ...opts },
  });
  return { out, steps, jar };
};

check('device-authorization-response', { needs: ['device', 'client:device'] }, async (t, x) => {
  const { r, d } = await start(t, x);
  for (const k of ['device_code', 'user_code', 'verification_uri', 'expires_in'])
    t.ok(d[k] !== undefined, `${k} is missing`);
  t.ok(d.device_code.length >= 22, 'device_code is short');
  t.ok(d.user_code.replace(/[^A-Za-z0-9]/g, '').length >= 6, `user_code ${d.user_code}`);
  t.warn(!/[aeiouAEIOU01OIl]/.test(d.user_code), `user_code ${d.user_code} has easily confused characters or vowels`);
  t.ok(Number.isInteger(d.expires_in) && d.expires_in <= 3600, 'expires_in');
  if (d.interval !== undefined) t.ok(Number.isInteger(d.interval) && d.interval >= 1, 'interval');
  new URL(d.verification_uri);
  if (d.verification_uri_complete)
    t.ok(
      d.verification_uri_complete.includes(encodeURIComponent(d.user_code)) ||
        d.verification_uri_complete.includes(d.user_code),
      'verification_uri_complete lacks the code',
    );
  t.ok(/no-store/.test(r.headers['cache-control'] ?? ''), 'Cache-Control');
  const b = await start(t, x);
  t.ok(b.d.user_code !== d.user_code && b.d.device_code !== d.device_code, 'codes repeat');
});

check('device-pending-and-slow-down', { needs: ['device', 'client:device'] }, async (t, x) => {
  const { d } = await start(t, x);
  x.tokenError(t, await poll(x, d), ['authorization_pending', 'slow_down'], { what: 'first poll' });
  const r = await poll(x, d);
  x.tokenError(t, r, ['authorization_pending', 'slow_down'], { what: 'second poll at once' });
  const r3 = await poll(x, d);
  t.warn(
    [r, r3].some((q) => q.json?.error === 'slow_down'),
    'no slow_down when polling without a pause',
  );
});

check('device-approve', { needs: N }, async (t, x) => {
  const c = x.client('device');
  const { d, iv } = await start(t, x, { scope: x.lacks('refresh') ? 'openid' : 'openid offline_access' });
  x.tokenError(t, await poll(x, d), ['authorization_pending', 'slow_down'], { what: 'before the decision' });
  const a = await decide(x, d.verification_uri, d.user_code);
  t.ok(a.out.kind === 'page' && a.out.status < 400, `last page: ${describe(a.out)}`);
  t.info(`steps ${a.steps.join(',')}`);
  await sleep(iv + 300);
  let r = await poll(x, d);
  if (r.json?.error === 'slow_down') {
    await sleep(iv + 5300);
    r = await poll(x, d);
  }
  const k = x.tokenResponse(t, r);
  t.must(k.id_token, 'no id_token');
  await x.idToken(t, k.id_token, { client: c, at: k.access_token });
  t.eq((await x.userinfo(k.access_token)).status, 200, 'userinfo');
  if (k.refresh_token) x.tokenResponse(t, await x.refresh(c, k.refresh_token));
  x.tokenError(t, await poll(x, d), ['invalid_grant', 'expired_token', 'slow_down'], {
    what: 'second use of the device code',
  });
  const b = await decide(x, d.verification_uri, d.user_code, { jar: a.jar });
  t.info(`used user_code: ${describe(b.out)}`);
  t.ok(b.out.kind === 'callback' || b.out.status < 500, 'used user_code');
});

check('device-openid-client', { needs: N }, async (t, x) => {
  const lc = await x.lib(x.client('device'));
  const d = await oidc.initiateDeviceAuthorization(lc, { scope: 'openid' });
  await decide(x, d.verification_uri_complete ?? d.verification_uri, d.user_code);
  const tok = await oidc.pollDeviceAuthorizationGrant(lc, d, undefined, { signal: AbortSignal.timeout(40000) });
  t.ok(tok.access_token && tok.id_token, 'tokens');
});

check('device-deny', { needs: N }, async (t, x) => {
  const { d, iv } = await start(t, x);
  const a = await decide(x, d.verification_uri, d.user_code, { deny: true });
  if (!a.steps.includes('deny')) t.skip('the driver found nothing to press to refuse');
  await sleep(iv + 300);
  x.tokenError(t, await poll(x, d), ['access_denied'], { what: 'after the refusal' });
});

check('device-code-bound-to-client', { needs: ['device', 'client:device', 'client:public'] }, async (t, x) => {
  const { d } = await start(t, x);
  for (const n of ['public', 'basic'].filter((k) => x.client(k))) {
    const r = await poll(x, d, x.client(n));
    x.tokenError(t, r, ['invalid_grant', 'unauthorized_client', 'invalid_request', 'unsupported_grant_type'], {
      what: `polled by ${n}`,
    });
  }
});

check('device-code-garbage', { needs: ['device', 'client:device'] }, async (t, x) => {
  for (const g of [rnd(30), 'x', ' ', 'a'.repeat(4000), '\u0000'])
    x.tokenError(t, await poll(x, { device_code: g }), ['invalid_grant', 'expired_token', 'invalid_request'], {
      what: `device_code ${JSON.stringify(g).slice(0, 10)}`,
    });
  x.tokenError(t, await x.token(x.client('device'), { grant_type: G }), ['invalid_request', 'invalid_grant'], {
    what: 'missing',
  });
});

check('device-authorization-errors', { needs: ['device', 'client:device'] }, async (t, x) => {
  x.tokenError(
    t,
    await x.call('device_authorization_endpoint', null, { client_id: 'no-such-client', scope: 'openid' }),
    ['invalid_client', 'unauthorized_client'],
    { what: 'unknown client', status: [400, 401] },
  );
  x.tokenError(
    t,
    await x.call('device_authorization_endpoint', null, { scope: 'openid' }),
    ['invalid_client', 'invalid_request'],
    { what: 'no client', status: [400, 401] },
  );
  for (const m of ['GET', 'PUT'])
    t.in((await x.http.send(m, x.as.device_authorization_endpoint)).status, [404, 405], m);
  const r = await x.call('device_authorization_endpoint', x.client('device'), { scope: 'openid no-such-scope' });
  t.in(r.status, [200, 400], 'unknown scope');
});

check('device-user-code-wrong', { needs: N }, async (t, x) => {
  const { d } = await start(t, x);
  for (const c of ['ZZZZ-ZZZZ', 'x', "' or 1=1", '<script>alert(2)</script>']) {
    const a = await decide(x, d.verification_uri, c);
    t.ok(a.out.kind === 'page' && a.out.status < 500, describe(a.out));
    t.ok(!/<script>alert\(2\)/.test(a.out.html ?? ''), 'user_code is reflected without escaping');
  }
  x.tokenError(t, await poll(x, d), ['authorization_pending', 'slow_down'], { what: 'still pending' });
});

check('device-verification-uri-complete-does-not-approve', { needs: ['device', 'client:device'] }, async (t, x) => {
  const { d } = await start(t, x);
  if (!d.verification_uri_complete) t.skip('no verification_uri_complete');
  const f = await x.flow(t, x.client('basic'));
  const b = x.browser(f.jar, { redirect_uris: [] });
  await b.go(d.verification_uri_complete);
  x.tokenError(t, await poll(x, d), ['authorization_pending', 'slow_down'], {
    what: 'after a mere GET by a signed-in user',
  });
});

check(
  'device-expired',
  { needs: ['device', 'client:device'], slow: 'expires_in of the device code, at most 10 min' },
  async (t, x) => {
    const { d } = await start(t, x);
    if (d.expires_in > 600) t.skip(`expires_in ${d.expires_in}`);
    await sleep((d.expires_in + 2) * 1000);
    x.tokenError(t, await poll(x, d), ['expired_token', 'invalid_grant'], { what: 'expired' });
  },
);
