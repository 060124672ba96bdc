import { check, section } from '../lib/runner.mjs';
import { describe } from '../lib/ctx.mjs';

section('sign-in and id_token (oidcc-basic)');

check('oidcc-userinfo-get', { needs: ['client:basic', 'userinfo'] }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'), { scope: 'openid profile email' });
  const u = await x.userinfo(f.tok.access_token);
  t.eq(u.status, 200, 'status');
  t.ok(/^application\/json/.test(u.headers['content-type']), `content-type ${u.headers['content-type']}`);
  t.eq(u.json?.sub, f.claims.sub, 'sub');
  t.warn(/no-store|private|no-cache/.test(u.headers['cache-control'] ?? ''), 'userinfo is cacheable');
  const l = await x.userinfo(f.tok.access_token, { scheme: 'bearer' });
  t.eq(l.status, 200, 'scheme in lower case (RFC 9110 11.1)');
});

check('oidcc-userinfo-post-header', { needs: ['client:basic', 'userinfo'] }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  const u = await x.userinfo(f.tok.access_token, { method: 'POST' });
  t.eq(u.status, 200, 'status');
  t.eq(u.json?.sub, f.claims.sub, 'sub');
});

check('oidcc-userinfo-post-body', { needs: ['client:basic', 'userinfo'] }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  const u = await x.userinfo(f.tok.access_token, { where: 'body' });
  t.warn(u.status === 200, `not supported (${u.status}); optional`);
  if (u.status === 200) t.eq(u.json?.sub, f.claims.sub, 'sub');
  t.ok(u.status < 500, 'status');
});

check('userinfo-errors-rfc6750', { needs: ['client:basic', 'userinfo'] }, async (t, x) => {
  const E = x.as.userinfo_endpoint;
  const f = await x.flow(t, x.client('basic'));
  const a = await x.http.get(E);
  t.in(a.status, [400, 401], 'no token');
  t.ok(
    /^(Bearer|DPoP)\b/i.test(a.headers['www-authenticate'] ?? ''),
    `no token: WWW-Authenticate ${a.headers['www-authenticate']}`,
  );
  t.warn(a.status === 401, 'no token should be 401');
  t.warn(
    !/error=/.test(a.headers['www-authenticate'] ?? ''),
    'no token: the challenge should have no error code (RFC 6750 3.1)',
  );
  for (const bad of ['x', 'not.a.jwt', f.tok.id_token, `${f.tok.access_token}x`, f.a.cb.code]) {
    const r = await x.userinfo(bad);
    t.eq(r.status, 401, `token ${bad.slice(0, 12)}...`);
    t.ok(
      /error="?invalid_token/.test(r.headers['www-authenticate'] ?? ''),
      `invalid token: WWW-Authenticate ${r.headers['www-authenticate']}`,
    );
  }
  const q = await x.userinfo(f.tok.access_token, { where: 'query' });
  t.ok(q.status >= 400, 'access token in the query string is accepted (RFC 9700 4.3.2)');
  const two = await x.http.post(
    E,
    { access_token: f.tok.access_token },
    { headers: { authorization: `Bearer ${f.tok.access_token}` } },
  );
  t.warn(two.status === 400, `token in two places answers ${two.status}, RFC 6750 3.1 says 400`);
  for (const h of [
    'Bearer',
    'Bearer ',
    'Basic Zm9vOmJhcg==',
    'Bearer a b',
    `Bearer ${'a'.repeat(6000)}`,
    'Bearer \u00ff\u00fe',
  ]) {
    const r = await x.http.get(E, { headers: { authorization: Buffer.from(h, 'latin1').toString('latin1') } });
    t.in(r.status, [400, 401, 431], `Authorization ${h.slice(0, 12)}`);
  }
});

check('userinfo-needs-openid-scope', { needs: ['client:basic', 'userinfo'] }, async (t, x) => {
  const a = await x.authorize(x.client('basic'), { scope: x.cfg.nonOpenidScope ?? 'profile', nonce: null });
  if (a.out.kind !== 'callback' || !a.cb.code)
    t.skip(`request without openid is refused: ${a.cb?.error ?? describe(a.out)}`);
  const r = await x.exchange(x.client('basic'), a);
  t.must(r.status === 200, `token ${r.status}`);
  t.ok(!r.json.id_token, 'id_token without scope openid');
  const u = await x.userinfo(r.json.access_token);
  t.in(u.status, [401, 403], 'userinfo with a token without openid');
});
