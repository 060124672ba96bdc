import { check, section } from '../lib/runner.mjs';
import { describe, form, withQuery } from '../lib/ctx.mjs';

section('headers, cookies, CORS, methods, sizes');

check('methods', { needs: 'client:basic' }, async (t, x) => {
  for (const [k, bad] of [
    ['authorization_endpoint', ['PUT', 'DELETE', 'PATCH']],
    ['token_endpoint', ['GET', 'PUT', 'DELETE', 'PATCH']],
    ['userinfo_endpoint', ['PUT', 'DELETE']],
    ['jwks_uri', ['POST', 'DELETE']],
    ['end_session_endpoint', ['PUT', 'DELETE']],
    ['revocation_endpoint', ['GET']],
    ['introspection_endpoint', ['GET']],
  ]) {
    if (!x.as[k]) continue;
    for (const m of bad) {
      const r = await x.http.send(m, x.as[k], { body: m === 'GET' ? undefined : '' });
      t.in(r.status, [404, 405, 401, 400], `${m} ${k}`);
      t.warn(r.status === 405 || r.status === 404, `${m} ${k}: ${r.status}`);
    }
    for (const m of ['TRACE', 'FOO']) {
      try {
        const r = await x.http.send(m, x.as[k]);
        t.ok(r.status >= 400 && r.status !== 500, `${m} ${k}: ${r.status}`);
      } catch {
        /* the client refuses TRACE */
      }
    }
  }
});

check('head-requests', { needs: 'client:basic' }, async (t, x) => {
  const r = await x.http.send('HEAD', withQuery(x.as.authorization_endpoint, x.authParams(x.client('basic')).p));
  t.ok(r.status < 500, `HEAD authorization endpoint ${r.status}`);
  t.ok(!(r.headers.location ?? '').includes('code='), 'HEAD issues a code');
});

check('oversize-parameters', { needs: 'client:basic' }, async (t, x) => {
  const c = x.client('basic');
  const big = 'x'.repeat(12000);
  const huge = 'y'.repeat(200000);
  for (const k of [
    'state',
    'nonce',
    'scope',
    'client_id',
    'redirect_uri',
    'login_hint',
    'claims',
    'ui_locales',
    'acr_values',
    'id_token_hint',
    'code_challenge',
    'request',
    'request_uri',
    'resource',
    'zzz',
  ]) {
    for (const v of [big, huge]) {
      let a;
      try {
        a = await x.silent(c, { [k]: v }, { method: v === huge ? 'POST' : 'GET' });
      } catch (e) {
        t.warn(false, `${k} with ${v.length} characters: ${e.message.slice(-60)}`);
        continue;
      }
      t.ok(a.out.kind === 'callback' || a.out.status < 500, `${k} with ${v.length} characters: ${describe(a.out)}`);
    }
  }
  for (const [e, p] of [
    ['token_endpoint', { grant_type: 'authorization_code', code: huge }],
    ['token_endpoint', { grant_type: 'refresh_token', refresh_token: huge }],
    ['introspection_endpoint', { token: huge }],
    ['revocation_endpoint', { token: huge }],
    ['pushed_authorization_request_endpoint', { ...x.authParams(c).p, state: huge }],
  ]) {
    if (!x.as[e]) continue;
    const r = await x.call(e, c, p);
    t.ok(r.status < 500, `${e} with a huge parameter: ${r.status}`);
  }
  const many = Array.from({ length: 5000 }, (_, i) => [`p${i}`, '1']);
  const r = await x.http.post(x.as.token_endpoint, form([['grant_type', 'authorization_code'], ...many]), {
    headers: { authorization: x.basic(c.client_id, c.client_secret) },
  });
  t.ok(r.status >= 400 && r.status < 500, `5000 parameters: ${r.status}`);
  const mb = await x.http
    .post(x.as.token_endpoint, `grant_type=authorization_code&code=${'z'.repeat(5_000_000)}`, {
      headers: { authorization: x.basic(c.client_id, c.client_secret) },
    })
    .catch((e) => ({ status: 0, e }));
  t.ok(mb.status === 0 || (mb.status >= 400 && mb.status < 500), `5 MB body: ${mb.status}`);
  const hh = await x.http
    .get(x.as.userinfo_endpoint, { headers: { authorization: `Bearer ${'a'.repeat(14000)}` } })
    .catch((e) => ({ status: 431, e }));
  t.ok(hh.status < 500, `14 kB header: ${hh.status}`);
});

check('header-injection', { needs: 'client:basic' }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  for (const s of ['a\r\nX-Injected: 1', 'a\nX-Injected: 1', 'a\u2028b', 'a%0d%0aX-Injected: 1']) {
    const a = await x.silent(x.client('basic'), { state: s, prompt: 'none' }, { jar: f.jar });
    t.ok(!a.out.headers?.['x-injected'], 'header injection by state');
    if (a.cb?.code) t.eq(a.cb.state, s, 'state');
  }
});

check('unknown-paths', async (t, x) => {
  const o = new URL(x.issuer).origin;
  for (const p of [
    '/nope-xyz',
    '/.well-known/nope',
    '/..%2f..%2fetc/passwd',
    '/%00',
    '/.git/config',
    '/appsettings.json',
    '/swagger/index.html',
    '/%c0%af',
    '/.env',
    '/web.config',
  ]) {
    const r = await x.http.get(`${o}${p}`);
    t.ok(
      (r.status >= 400 && r.status < 500) ||
        (r.status >= 300 && r.status < 400) ||
        (r.status === 200 && /html/.test(r.headers['content-type'] ?? '')),
      `${p}: ${r.status}`,
    );
    t.ok(!/ConnectionStrings|root:x:0|\[core\]/.test(r.text), `${p} leaks`);
  }
});

check('discovery-under-load', async (t, x) => {
  const rs = await Promise.all(Array.from({ length: 50 }, () => x.http.get(x.discoveryUrl)));
  t.ok(
    rs.every((r) => r.status === 200),
    'parallel discovery',
  );
  t.ok(new Set(rs.map((r) => r.text)).size === 1, 'discovery differs between requests');
});

check('parallel-sign-ins', { needs: 'client:basic' }, async (t, x) => {
  const rs = await Promise.all(Array.from({ length: 8 }, () => x.flow(t, x.client('basic'))));
  t.eq(new Set(rs.map((r) => r.tok.access_token)).size, 8, 'tokens');
  t.eq(new Set(rs.map((r) => r.claims.sub)).size, 1, 'sub');
});
