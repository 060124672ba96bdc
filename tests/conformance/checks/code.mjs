import { check, section } from '../lib/runner.mjs';
import { sleep } from '../lib/ctx.mjs';

section('authorization code (RFC 6749 4.1, RFC 9700)');
check('oidcc-codereuse', { needs: 'client:basic' }, async (t, x) => {
  const c = x.client('basic');
  const f = await x.flow(t, c);
  x.tokenError(t, await x.exchange(c, f.a), 'invalid_grant', { what: 'second use of a code' });
  const u = await x.userinfo(f.tok.access_token);
  t.warn(
    u.status === 401,
    `the access token of a code used twice still works (${u.status}; RFC 6749 4.1.2 SHOULD revoke)`,
  );
});

check('codereuse-revokes-the-refresh-token', { needs: ['client:basic', 'refresh'] }, async (t, x) => {
  const c = x.client('basic');
  const f = await x.flow(t, c, { scope: 'openid offline_access' });
  t.must(f.tok.refresh_token, 'no refresh token');
  x.tokenError(t, await x.exchange(c, f.a), 'invalid_grant');
  const r = await x.refresh(c, f.tok.refresh_token);
  t.warn(r.status === 400, 'the refresh token of a code used twice still works');
});

check('oidcc-codereuse-30seconds', { needs: 'client:basic', slow: '30 s' }, async (t, x) => {
  const c = x.client('basic');
  const f = await x.flow(t, c);
  await sleep(30000);
  x.tokenError(t, await x.exchange(c, f.a), 'invalid_grant');
  const u = await x.userinfo(f.tok.access_token);
  t.warn(u.status === 401, 'the access token still works');
});

check('code-expires-after-60-seconds', { needs: 'client:basic', slow: '65 s' }, async (t, x) => {
  const c = x.client('basic');
  const a = await x.authorize(c);
  x.code(t, a);
  await sleep(65000);
  const r = await x.exchange(c, a);
  if (r.status === 200)
    t.warn(false, 'the code lives longer than 60 s (FAPI 2: at most 60; RFC 6749: at most 10 minutes)');
  else x.tokenError(t, r, 'invalid_grant');
});

check('code-parallel-redemption', { needs: 'client:basic' }, async (t, x) => {
  const c = x.client('basic');
  const a = await x.authorize(c);
  x.code(t, a);
  const rs = await Promise.all(Array.from({ length: 8 }, () => x.exchange(c, a)));
  const ok = rs.filter((r) => r.status === 200).length;
  t.ok(ok <= 1, `${ok} of 8 parallel redemptions of one code succeeded`);
  t.info(`${ok} succeeded`);
});

check('code-bound-to-client', { needs: ['client:basic', 'client:second'] }, async (t, x) => {
  for (const o of ['second', 'public', 'post', 'pkjwt'].filter((n) => x.client(n))) {
    const a = await x.authorize(x.client('basic'));
    x.code(t, a);
    x.tokenError(t, await x.exchange(x.client(o), a), 'invalid_grant', { what: `code redeemed by ${o}` });
  }
});

check('code-bound-to-client-then-usable-or-dead', { needs: ['client:basic', 'client:second'] }, async (t, x) => {
  const a = await x.authorize(x.client('basic'));
  x.code(t, a);
  await x.exchange(x.client('second'), a);
  const r = await x.exchange(x.client('basic'), a);
  t.info(`after a foreign attempt the owner gets ${r.status}`);
  t.in(r.status, [200, 400], 'status');
});

check('code-bound-to-redirect-uri', { needs: 'client:basic' }, async (t, x) => {
  const c = x.client('basic');
  for (const r of [c.redirect_uris[1] ?? 'http://evil.example/', 'http://evil.example/cb', `${c.redirect_uris[0]}/`]) {
    const a = await x.authorize(c);
    x.code(t, a);
    x.tokenError(t, await x.exchange(c, a, { redirect_uri: r }), 'invalid_grant', {
      what: `redirect_uri ${r} at the token endpoint`,
    });
  }
  const a = await x.authorize(c);
  x.code(t, a);
  const r = await x.exchange(c, a, { redirect_uri: null });
  if (r.status === 200)
    t.warn(false, 'redirect_uri may be left out at the token endpoint (OAuth 2.1 permits, RFC 6749 4.1.3 does not)');
  else x.tokenError(t, r, ['invalid_grant', 'invalid_request']);
});

check('code-garbage', { needs: 'client:basic' }, async (t, x) => {
  const c = x.client('basic');
  const f = await x.flow(t, c);
  for (const g of [
    'x',
    '',
    ' ',
    'a'.repeat(5000),
    f.tok.access_token,
    f.tok.id_token,
    '\u0000',
    '\ud83d\ude00',
    "'; drop table codes;--",
    '%00',
    '{}',
  ])
    x.tokenError(
      t,
      await x.token(c, {
        grant_type: 'authorization_code',
        code: g,
        redirect_uri: c.redirect_uris[0],
        code_verifier: 'a'.repeat(43),
      }),
      ['invalid_grant', 'invalid_request'],
      { what: `code ${JSON.stringify(g).slice(0, 20)}`, status: [400, 413, 414] },
    );
  x.tokenError(
    t,
    await x.token(c, { grant_type: 'authorization_code', redirect_uri: c.redirect_uris[0] }),
    ['invalid_request', 'invalid_grant'],
    { what: 'code missing' },
  );
});

check('code-and-tokens-of-two-users-differ', { needs: ['client:basic', 'users:2'] }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  const g = await x.flow(t, x.client('basic'), {}, { user: x.user(1) });
  t.ok(f.claims.sub !== g.claims.sub, 'same sub for two users');
  t.eq((await x.userinfo(g.tok.access_token)).json.sub, g.claims.sub, 'sub of the second user');
  t.eq((await x.userinfo(f.tok.access_token)).json.sub, f.claims.sub, 'sub of the first user');
});

check('wrong-password-gives-no-code', { needs: 'client:basic' }, async (t, x) => {
  const a = await x.authorize(x.client('basic'), {}, { user: { ...x.user(), password: 'wrong-password-xyz' } });
  if (x.cfg.anyPassword || a.cb?.code) {
    if (x.cfg.anyPassword) t.skip('the provider accepts any password (development login)');
    t.ok(false, 'signed in with a wrong password');
  } else t.ok(a.out.kind === 'page', 'a wrong password must end on the sign-in page');
});

check('sign-in-does-not-tell-whether-the-user-exists', { needs: 'client:basic' }, async (t, x) => {
  if (x.cfg.anyPassword) t.skip('the provider accepts any password (development login)');
  const go = async (user) => {
    const t0 = Date.now();
    const a = await x.authorize(x.client('basic'), {}, { user });
    t.must(a.out.kind === 'page', 'signed in');
    return {
      s: a.out.status,
      text: (a.out.dom?.text ?? a.out.html ?? '').replaceAll(user.username, ''),
      ms: Date.now() - t0,
    };
  };
  const a = await go({ ...x.user(), password: 'wrong-password-xyz' });
  const b = await go({ username: 'no-such-user-xyz', password: 'wrong-password-xyz' });
  t.warn(
    a.s === b.s && a.text === b.text,
    `answers differ: ${a.s} "${a.text.slice(0, 100)}" / ${b.s} "${b.text.slice(0, 100)}"`,
  );
  t.info(`${a.ms} ms / ${b.ms} ms`);
});

check('sign-in-throttling', { needs: 'client:basic' }, async (t, x) => {
  const u = x.cfg.throttleUser;
  if (!u) t.skip('no throttleUser {username, password} in the configuration');
  let hit = false;
  for (let i = 0; i < 25 && !hit; i++) {
    const a = await x.authorize(x.client('basic'), {}, { user: { ...u, password: `wrong-${i}` } });
    hit = a.out.status === 429 || a.out.status === 423;
  }
  const a = await x.authorize(x.client('basic'), {}, { user: u });
  t.ok(hit || a.out.kind === 'page', '25 wrong passwords in a row change nothing');
});
