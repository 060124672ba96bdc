import { check, section } from '../lib/runner.mjs';
import { oidc } from '../lib/ctx.mjs';
import { N, cb } from '../lib/registrations.mjs';

section('dynamic client registration (RFC 7591, RFC 7592, oidcc-dynamic, oidcc-3rdparty-init-login)');

check('dcr-management-rfc7592', { needs: N }, async (t, x) => {
  const r = await x.register({ client_name: 'probe-7592', redirect_uris: [cb(x)] });
  t.must(r.status === 201, `status ${r.status}`);
  if (!r.json.registration_client_uri) t.skip('no management');
  let tok = r.json.registration_access_token;
  const u = r.json.registration_client_uri;
  const H = () => ({ authorization: `Bearer ${tok}` });
  const secret = r.json.client_secret;
  const g = await x.http.get(u, { headers: H() });
  t.eq(g.status, 200, 'GET');
  t.eq(g.json?.client_id, r.json.client_id, 'client_id');
  t.eq(g.json?.client_name, 'probe-7592', 'client_name');
  t.ok(/no-store/.test(g.headers['cache-control'] ?? ''), 'Cache-Control: no-store');
  tok = g.json?.registration_access_token ?? tok;
  for (const a of [
    undefined,
    'Bearer wrong',
    `Bearer ${tok}x`,
    x.cfg.dcr?.initial_access_token && `Bearer ${x.cfg.dcr.initial_access_token}`,
  ].filter((v, i) => i === 0 || v)) {
    const q = await x.http.get(u, { headers: a ? { authorization: a } : {} });
    t.eq(q.status, 401, `GET with ${a}`);
  }
  const other = await x.register({ redirect_uris: [cb(x)] });
  const third = await x.register({ redirect_uris: [cb(x)] });
  const O = (c) => ({ authorization: `Bearer ${c.json.registration_access_token}` }); // RFC 7592 2.1: a misused token may be revoked, so other tokens are misused here
  const q = await x.http.get(u, { headers: O(other) });
  t.in(q.status, [401, 403], 'token of another client');
  const nx = await x.http.get(u.replace(r.json.client_id, 'no-such-client'), { headers: O(third) });
  t.in(nx.status, [401, 403], 'unknown client');
  const body = { ...r.json, client_name: 'renamed' };
  for (const k of [
    'registration_access_token',
    'registration_client_uri',
    'client_secret_expires_at',
    'client_id_issued_at',
  ])
    delete body[k];
  const put = await x.http.send('PUT', u, {
    headers: { ...H(), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  t.eq(put.status, 200, `PUT ${put.text.slice(0, 150)}`);
  t.eq(put.json?.client_name, 'renamed', 'client_name after PUT');
  const old = tok;
  tok = put.json?.registration_access_token ?? tok;
  if (tok !== old)
    t.eq(
      (await x.http.get(u, { headers: { authorization: `Bearer ${old}` } })).status,
      401,
      'old token after rotation',
    );
  for (const [n, m] of [
    ['wrong client_id', { client_id: 'other' }],
    ['wrong secret', { client_secret: 'other-secret-0123456789abcdef0123456789' }],
    ['registration_access_token inside', { registration_access_token: 'x' }],
    ['bad redirect_uris', { redirect_uris: ['nope'] }],
  ]) {
    if (n === 'wrong secret' && !secret) continue;
    const e = await x.http.send('PUT', u, {
      headers: { ...H(), 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, ...m }),
    });
    t.in(
      e.status,
      n === 'wrong secret' || n === 'registration_access_token inside' ? [400, 401, 403] : [400, 401, 403],
      `PUT with ${n}`,
    );
    tok = e.json?.registration_access_token ?? tok;
  }
  const d = await x.http.send('DELETE', u, { headers: H() });
  t.eq(d.status, 204, 'DELETE');
  t.in((await x.http.get(u, { headers: H() })).status, [401, 404], 'GET after DELETE');
  const a = await x.silent({ ...r.json, redirect_uris: [cb(x)], name: 'gone' });
  x.errorPage(t, a.out, 'authorization request of a deleted client');
});

check('dcr-openid-client', { needs: N }, async (t, x) => {
  const iat = x.cfg.dcr?.initial_access_token;
  const cfg = await oidc.dynamicClientRegistration(
    new URL(x.issuer),
    { redirect_uris: [cb(x)], token_endpoint_auth_method: 'client_secret_post' },
    undefined,
    {
      ...(iat ? { initialAccessToken: iat } : {}),
      execute: [oidc.allowInsecureRequests],
      [oidc.customFetch]: x.customFetch,
    },
  );
  t.ok(cfg.clientMetadata().client_id, 'client_id');
  x.dyn.push(cfg.clientMetadata());
});

check('dcr-default-max-age-and-require-auth-time', { needs: N }, async (t, x) => {
  const c = await x.dynClient(t, { require_auth_time: true });
  const f = await x.flow(t, c);
  t.warn(typeof f.claims.auth_time === 'number' || !c.require_auth_time, 'require_auth_time gives no auth_time');
});

check('dcr-xss-in-client-name', { needs: N }, async (t, x) => {
  const r = await x.register({ redirect_uris: [cb(x)], client_name: '<script>alert(2)</script>' });
  if (r.status !== 201) {
    t.info('refused');
    return;
  }
  const c = { ...r.json, auth: 'client_secret_basic', name: 'dyn' };
  const a = await x.silent(c);
  t.ok(!/<script>alert\(2\)/.test(a.out.html ?? ''), 'client_name is not escaped');
  await x.authorize(c);
  for (const l of x.http.log)
    if (/html/.test(l.resHeaders?.['content-type'] ?? ''))
      t.ok(!/<script>alert\(2\)/.test(l.text), `client_name is not escaped at ${l.url}`);
});

check('oidcc-server-rotate-keys', { needs: 'client:basic' }, async (t, x) => {
  if (!x.driver.rotateKeys) t.skip('driver has no rotateKeys()');
  const before = (await x.freshJwks()).keys.map((k) => k.kid);
  await x.flow(t, x.client('basic'));
  await x.driver.rotateKeys();
  const after = (await x.freshJwks()).keys.map((k) => k.kid);
  t.ok(
    after.some((k) => !before.includes(k)),
    'no new key',
  );
  t.ok(
    before.every((k) => after.includes(k)),
    'an old key vanished at once',
  );
  const g = await x.flow(t, x.client('basic'));
  t.ok(after.includes(g.header.kid), 'kid');
});

check('dcr-pairwise-subject', { needs: N }, async (t, x) => {
  if (!x.as.subject_types_supported.includes('pairwise')) t.skip('pairwise not supported');
  const a = await x.dynClient(t, { subject_type: 'pairwise' });
  const b = await x.dynClient(t, { subject_type: 'public' });
  const f = await x.flow(t, a);
  const g = await x.flow(t, b, {}, { jar: f.jar });
  t.ok(f.claims.sub !== g.claims.sub, 'pairwise sub equals the public sub');
  t.eq((await x.userinfo(f.tok.access_token)).json?.sub, f.claims.sub, 'userinfo sub of the pairwise client');
});
