import { check, section } from '../lib/runner.mjs';
import { oidc, rnd, now } from '../lib/ctx.mjs';

section('introspection (RFC 7662) and revocation (RFC 7009)');
const I = (x, token, { c = x.client('resource_server') ?? x.client('basic'), o, extra } = {}) =>
  x.call('introspection_endpoint', c, { token, ...extra }, o);
const V = (x, c, token, extra = {}, o = {}) => x.call('revocation_endpoint', c, { token, ...extra }, o);
const off = (x) => (x.lacks('refresh') ? 'openid' : 'openid offline_access');

check('introspection-active', { needs: ['introspection', 'client:basic'] }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'), { scope: off(x) });
  const r = await I(x, f.tok.access_token);
  t.eq(r.status, 200, 'status');
  t.must(r.json?.active === true, `not active: ${r.text.slice(0, 150)}`);
  const j = r.json;
  t.eq(j.client_id, x.client('basic').client_id, 'client_id');
  t.ok(j.exp > now() && Number.isInteger(j.exp), 'exp');
  t.warn(j.sub === f.claims.sub, `sub ${j.sub}`);
  t.ok(typeof j.scope === 'string' && j.scope.split(' ').includes('openid'), `scope ${j.scope}`);
  if (j.iss !== undefined) t.eq(j.iss, x.issuer, 'iss');
  t.warn(/no-store/.test(r.headers['cache-control'] ?? ''), 'answer is cacheable');
  for (const h of ['access_token', 'refresh_token', 'foo'])
    t.ok(
      (await I(x, f.tok.access_token, { extra: { token_type_hint: h } })).json?.active === true,
      `token_type_hint=${h} hides the token`,
    );
  if (f.tok.refresh_token) {
    const q = await I(x, f.tok.refresh_token, { c: x.client('basic') });
    t.eq(q.status, 200, 'refresh token');
    t.info(`refresh token for its owner: active=${q.json?.active}`);
  }
  const lc = await x.lib(x.client('resource_server') ?? x.client('basic'));
  t.ok((await oidc.tokenIntrospection(lc, f.tok.access_token)).active, 'openid-client');
});

check('introspection-inactive', { needs: ['introspection', 'client:basic'] }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  for (const k of ['unknown', rnd(40), f.tok.id_token, f.a.cb.code, 'a.b.c', ' ', 'a'.repeat(4000), '\u0000']) {
    const r = await I(x, k);
    t.in(r.status, k.trim() && k !== '\u0000' ? [200] : [200, 400], `token ${JSON.stringify(k).slice(0, 12)}`);
    if (r.status === 200) {
      t.eq(r.json?.active, false, `token ${k.slice(0, 12)}`);
      t.eq(Object.keys(r.json).join(), 'active', 'members of an inactive answer');
    }
  }
});

check('introspection-needs-authentication', { needs: ['introspection', 'client:basic'] }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  const c = x.client('resource_server') ?? x.client('basic');
  for (const [n, o] of [
    ['wrong secret', { secret: 'wrong' }],
    ['nothing', { auth: false }],
    ['client_id only', { auth: 'none' }],
  ]) {
    const r = await I(x, f.tok.access_token, { c, o });
    x.tokenError(t, r, ['invalid_client', 'invalid_request'], { what: n, status: [400, 401] });
  }
  const b = await x.http.post(
    x.as.introspection_endpoint,
    { token: f.tok.access_token },
    { headers: { authorization: `Bearer ${f.tok.access_token}` } },
  );
  t.ok(b.status >= 400, 'introspection with the token as its own credential');
  for (const m of ['GET', 'PUT']) {
    const r = await x.http.send(m, `${x.as.introspection_endpoint}?token=${encodeURIComponent(f.tok.access_token)}`, {
      headers: { authorization: x.basic(c.client_id, c.client_secret ?? '') },
    });
    t.in(r.status, [404, 405], m);
  }
  x.tokenError(t, await x.call('introspection_endpoint', c, {}), 'invalid_request', { what: 'token missing' });
});

check(
  'introspection-by-another-client',
  { needs: ['introspection', 'client:basic', 'client:second'] },
  async (t, x) => {
    const f = await x.flow(t, x.client('basic'));
    for (const n of ['second', 'public'].filter((k) => x.client(k))) {
      const r = await I(x, f.tok.access_token, { c: x.client(n) });
      if (r.status === 200) t.ok(r.json.active === false, `client ${n} may look into the token of another client`);
      else t.in(r.status, [400, 401, 403], `client ${n}`);
    }
  },
);

check('revocation-access-token', { needs: ['revocation', 'client:basic'] }, async (t, x) => {
  for (const n of ['basic', 'post', 'pkjwt', 'public'].filter((k) => x.client(k))) {
    const f = await x.flow(t, x.client(n));
    const r = await V(x, x.client(n), f.tok.access_token);
    t.eq(r.status, 200, `${n}: status`);
    t.eq((await x.userinfo(f.tok.access_token)).status, 401, `${n}: userinfo after revocation`);
    if (x.as.introspection_endpoint && x.client('resource_server'))
      t.ok((await I(x, f.tok.access_token)).json?.active === false, `${n}: still active`);
    t.eq((await V(x, x.client(n), f.tok.access_token)).status, 200, `${n}: second revocation`);
  }
});

check(
  'revocation-refresh-token-kills-access-tokens',
  { needs: ['revocation', 'client:basic', 'refresh'] },
  async (t, x) => {
    const c = x.client('basic');
    for (const h of [undefined, 'refresh_token', 'access_token']) {
      const f = await x.flow(t, c, { scope: 'openid offline_access' });
      t.must(f.tok.refresh_token, 'no refresh token');
      const r = await V(x, c, f.tok.refresh_token, { token_type_hint: h });
      t.eq(r.status, 200, `hint ${h}`);
      x.tokenError(t, await x.refresh(c, f.tok.refresh_token), 'invalid_grant', { what: 'refresh after revocation' });
      t.warn(
        (await x.userinfo(f.tok.access_token)).status === 401,
        'access tokens live on after the refresh token is revoked (RFC 7009 2.1 SHOULD)',
      );
    }
    const f = await x.flow(t, c, { scope: 'openid offline_access' });
    const n = (await x.refresh(c, f.tok.refresh_token)).json;
    await V(x, c, f.tok.refresh_token);
    if (n.refresh_token !== f.tok.refresh_token)
      t.warn(
        (await x.refresh(c, n.refresh_token)).status === 400,
        'revoking a rotated refresh token leaves its successor alive',
      );
  },
);

check('revocation-unknown-token', { needs: ['revocation', 'client:basic'] }, async (t, x) => {
  const c = x.client('basic');
  for (const k of ['unknown', rnd(40), 'a.b.c', 'a'.repeat(4000)])
    t.eq((await V(x, c, k)).status, 200, `token ${k.slice(0, 8)}`);
  const r = await V(x, c, 'x', { token_type_hint: 'foo' });
  t.in(r.status, [200, 400], 'unknown hint');
  if (r.status === 400) t.eq(r.json?.error, 'unsupported_token_type', 'error');
});

check('revocation-errors', { needs: ['revocation', 'client:basic'] }, async (t, x) => {
  const c = x.client('basic');
  const f = await x.flow(t, c);
  x.tokenError(t, await x.call('revocation_endpoint', c, {}), 'invalid_request', { what: 'token missing' });
  for (const [n, o] of [
    ['wrong secret', { secret: 'wrong' }],
    ['nothing', { auth: false }],
    ['client_id only', { auth: 'none' }],
  ])
    x.tokenError(t, await V(x, c, f.tok.access_token, {}, o), ['invalid_client', 'invalid_request'], {
      what: n,
      status: [400, 401],
    });
  for (const m of ['GET', 'DELETE'])
    t.in((await x.http.send(m, `${x.as.revocation_endpoint}?token=x`)).status, [404, 405], m);
  t.eq((await x.userinfo(f.tok.access_token)).status, 200, 'token alive after refused revocations');
});

check('revocation-by-another-client', { needs: ['revocation', 'client:basic', 'client:second'] }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'), { scope: off(x) });
  for (const n of ['second', 'public'].filter((k) => x.client(k)))
    for (const k of [f.tok.access_token, f.tok.refresh_token].filter(Boolean)) {
      const r = await V(x, x.client(n), k);
      t.in(r.status, [200, 400, 401, 403], `client ${n}`);
    }
  t.eq((await x.userinfo(f.tok.access_token)).status, 200, 'another client could revoke the access token');
  if (f.tok.refresh_token)
    t.eq(
      (await x.refresh(x.client('basic'), f.tok.refresh_token)).status,
      200,
      'another client could revoke the refresh token',
    );
});

check('revocation-openid-client', { needs: ['revocation', 'client:basic'] }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  await oidc.tokenRevocation(await x.lib(x.client('basic')), f.tok.access_token);
  t.eq((await x.userinfo(f.tok.access_token)).status, 401, 'userinfo');
});
