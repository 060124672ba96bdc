import { check, section } from '../lib/runner.mjs';
import { jose, oidc } from '../lib/ctx.mjs';

section('refresh tokens (RFC 6749 6, RFC 9700 4.14, OIDC Core 12)');
const S = (x) =>
  `openid offline_access${x.scopes().includes('email') ? ' email' : ''}${x.scopes().includes('profile') ? ' profile' : ''}`;
const start = async (t, x, n = 'basic', o) => {
  const f = await x.flow(t, x.client(n), { scope: S(x) }, o);
  t.must(f.tok.refresh_token, 'no refresh_token for scope offline_access');
  return f;
};

check('oidcc-refresh-token', { needs: ['client:basic', 'refresh'] }, async (t, x) => {
  const c = x.client('basic');
  const f = await start(t, x);
  const r = await x.refresh(c, f.tok.refresh_token);
  const k = x.tokenResponse(t, r);
  t.ok(k.access_token !== f.tok.access_token, 'same access token');
  t.eq((await x.userinfo(k.access_token)).status, 200, 'userinfo with the new token');
  t.ok(k.refresh_token === undefined || k.refresh_token.length >= 22, 'refresh token is short');
  if (k.id_token) {
    const cl = await x.idToken(t, k.id_token, {
      client: c,
      nonce: jose.decodeJwt(k.id_token).nonce,
      at: k.access_token,
    });
    for (const n of ['iss', 'sub', 'azp', 'auth_time']) t.eq(cl[n], f.claims[n], `${n} in the refreshed id_token`);
    t.eq(JSON.stringify([].concat(cl.aud)), JSON.stringify([].concat(f.claims.aud)), 'aud');
    t.ok(cl.nonce === undefined || cl.nonce === f.claims.nonce, 'nonce');
    t.ok(cl.iat >= f.claims.iat, 'iat');
  } else t.info('no id_token on refresh');
  const lc = await x.lib(c);
  const f2 = await start(t, x);
  const tok = await oidc.refreshTokenGrant(lc, f2.tok.refresh_token);
  t.ok(tok.access_token, 'openid-client');
});

for (const n of ['post', 'pkjwt', 'public'])
  check(`refresh-token-${n}`, { needs: [`client:${n}`, 'refresh'] }, async (t, x) => {
    const f = await start(t, x, n);
    x.tokenResponse(t, await x.refresh(x.client(n), f.tok.refresh_token));
  });
check('refresh-token-only-with-offline-access', { needs: ['client:basic', 'refresh'] }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  t.warn(!f.tok.refresh_token, 'refresh token without offline_access');
});

check('offline-access-without-consent-prompt', { needs: ['client:basic', 'refresh'] }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'), { scope: 'openid offline_access', prompt: null });
  t.info(`without prompt=consent: refresh token ${!!f.tok.refresh_token}`);
});

check('refresh-rotation-and-reuse', { needs: ['client:public', 'refresh'] }, async (t, x) => {
  for (const n of ['public', 'basic'].filter((k) => x.client(k))) {
    const c = x.client(n);
    const f = await start(t, x, n);
    const a = (await x.refresh(c, f.tok.refresh_token)).json;
    const b = a?.refresh_token && a.refresh_token !== f.tok.refresh_token ? a : undefined;
    if (!b) {
      t[n === 'public' ? 'ok' : 'warn'](
        false,
        `${n}: refresh tokens do not rotate${n === 'public' ? ' (RFC 9700 2.2.2: rotation or sender constraint for public clients)' : ''}`,
      );
      continue;
    }
    const c2 = await x.refresh(c, b.refresh_token);
    t.must(c2.status === 200, `${n}: rotated token does not work`);
    x.tokenError(t, await x.refresh(c, f.tok.refresh_token), 'invalid_grant', {
      what: `${n}: reuse of a rotated token`,
    });
    const fam = await x.refresh(c, c2.json.refresh_token);
    t.ok(fam.status === 400, `${n}: the family lives on after reuse`);
    t.warn(
      (await x.userinfo(c2.json.access_token)).status === 401,
      `${n}: access tokens of the family live on after reuse`,
    );
  }
});

check('refresh-bound-to-client', { needs: ['client:basic', 'client:second', 'refresh'] }, async (t, x) => {
  const f = await start(t, x);
  for (const n of ['second', 'public', 'post', 'pkjwt'].filter((k) => x.client(k)))
    x.tokenError(t, await x.refresh(x.client(n), f.tok.refresh_token), 'invalid_grant', { what: `used by ${n}` });
  const r = await x.refresh(x.client('basic'), f.tok.refresh_token);
  t.warn(r.status === 200, 'a foreign attempt kills the token of the owner');
  x.tokenError(
    t,
    await x.refresh(x.client('basic'), f.tok.refresh_token, {}, { auth: 'none' }),
    ['invalid_client', 'invalid_request'],
    { what: 'without client authentication' },
  );
});

check(
  'refresh-scope-narrowing',
  { needs: ['client:basic', 'refresh', 'scope:email', 'scope:profile'] },
  async (t, x) => {
    const c = x.client('basic');
    const f = await x.flow(t, c, { scope: 'openid offline_access email' });
    t.must(f.tok.refresh_token, 'no refresh_token for scope offline_access');
    const n = await x.refresh(c, f.tok.refresh_token, { scope: 'openid' });
    t.must(n.status === 200, `narrowing is refused: ${n.text.slice(0, 120)}`);
    const u = (await x.userinfo(n.json.access_token)).json;
    t.ok(!u?.email, 'email in userinfo after narrowing to openid');
    if (n.json.scope) t.ok(!n.json.scope.includes('email'), `scope ${n.json.scope}`);
    else t.ok(false, 'scope missing in the response although it is narrower');
    const rt = n.json.refresh_token ?? f.tok.refresh_token;
    const w = await x.refresh(c, rt);
    t.ok(w.status === 200, 'refresh after narrowing');
    if (w.status === 200)
      t.warn(
        !w.json.scope || w.json.scope.includes('email'),
        'narrowing sticks to the refresh token (RFC 6749 6: new token has the scope of the old one)',
      );
    const rt2 = w.json?.refresh_token ?? rt;
    const e = await x.refresh(c, rt2, { scope: 'openid email profile' });
    x.tokenError(t, e, 'invalid_scope', { what: 'widening' });
    const z = await x.refresh(c, rt2);
    t.warn(z.status === 200, 'a refused widening kills the refresh token');
  },
);

check('refresh-garbage', { needs: ['client:basic', 'refresh'] }, async (t, x) => {
  const c = x.client('basic');
  const f = await start(t, x);
  for (const g of [
    'x',
    ' ',
    'a'.repeat(5000),
    f.tok.access_token,
    f.tok.id_token,
    `${f.tok.refresh_token}x`,
    f.tok.refresh_token.slice(0, -1),
    '\u0000',
  ])
    x.tokenError(t, await x.refresh(c, g), ['invalid_grant', 'invalid_request'], {
      what: `refresh_token ${JSON.stringify(g).slice(0, 14)}`,
      status: [400, 413],
    });
  x.tokenError(t, await x.token(c, { grant_type: 'refresh_token' }), ['invalid_request', 'invalid_grant'], {
    what: 'missing',
  });
});

check('refresh-parallel', { needs: ['client:public', 'refresh'] }, async (t, x) => {
  const c = x.client('public');
  const f = await start(t, x, 'public');
  const rs = await Promise.all(Array.from({ length: 6 }, () => x.refresh(c, f.tok.refresh_token)));
  const ok = rs.filter((r) => r.status === 200).length;
  t.warn(ok <= 1, `${ok} of 6 parallel refreshes of one token succeeded (a grace period?)`);
  t.ok(
    rs.every((r) => [200, 400].includes(r.status)),
    'status',
  );
});

check('refresh-survives-logout-as-offline', { needs: ['client:basic', 'refresh', 'logout'] }, async (t, x) => {
  const f = await start(t, x);
  const jar = f.jar;
  const b = x.browser(jar, x.client('basic'));
  await x.driver.logout?.({
    url: `${x.as.end_session_endpoint}?id_token_hint=${f.tok.id_token}`,
    jar,
    hints: { browser: b, steps: [], user: x.user() },
  });
  const r = await x.refresh(x.client('basic'), f.tok.refresh_token);
  t.info(`after logout the offline refresh token answers ${r.status}`);
  t.in(r.status, [200, 400], 'status');
});
