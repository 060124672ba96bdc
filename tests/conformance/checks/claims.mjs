import { check, section } from '../lib/runner.mjs';

section('sign-in and id_token (oidcc-basic)');

const STD = {
  profile: [
    'name',
    'family_name',
    'given_name',
    'middle_name',
    'nickname',
    'preferred_username',
    'profile',
    'picture',
    'website',
    'gender',
    'birthdate',
    'zoneinfo',
    'locale',
    'updated_at',
  ],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
};

for (const s of ['profile', 'email', 'address', 'phone']) {
  check(`oidcc-scope-${s}`, { needs: ['client:basic', `scope:${s}`, 'userinfo'] }, async (t, x) => {
    const f = await x.flow(t, x.client('basic'), { scope: `openid ${s}` });
    const u = (await x.userinfo(f.tok.access_token)).json;
    t.must(u, 'userinfo');
    const exp = x.user().claims ?? {};
    t.warn(
      STD[s].some((k) => k in u),
      `no claim of scope ${s} in userinfo`,
    );
    for (const k of STD[s]) {
      if (k in exp)
        t.ok(
          JSON.stringify(sorted(u[k])) === JSON.stringify(sorted(exp[k])),
          `${k}: expected ${JSON.stringify(exp[k])}, got ${JSON.stringify(u[k])}`,
        );
      if (u[k] === null || u[k] === '') t.ok(false, `${k} is null or empty`);
    }
    for (const o of Object.keys(STD).filter((y) => y !== s))
      for (const k of STD[o]) t.ok(!(k in u), `${k} is in userinfo without scope ${o}`);
    types(t, u);
  });
}

const sorted = (v) =>
  v && typeof v === 'object' && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort()) : v;
function types(t, u) {
  for (const k of ['email_verified', 'phone_number_verified']) if (k in u) t.eq(typeof u[k], 'boolean', k);
  if ('updated_at' in u) t.eq(typeof u.updated_at, 'number', 'updated_at');
  if ('address' in u) t.ok(u.address && typeof u.address === 'object', 'address is no object');
  if ('birthdate' in u) t.ok(/^(\d{4}|0000)(-\d\d-\d\d)?$/.test(u.birthdate), `birthdate ${u.birthdate}`);
  for (const k of ['iss', 'aud', 'exp', 'iat', 'nonce', 'password', 'password_hash'])
    t.warn(!(k in u), `userinfo has ${k}`);
}

check('oidcc-scope-all', { needs: ['client:basic', 'userinfo'] }, async (t, x) => {
  const ss = ['profile', 'email', 'address', 'phone'].filter((s) => x.scopes().includes(s));
  const f = await x.flow(t, x.client('basic'), { scope: `openid ${ss.join(' ')}` });
  const u = (await x.userinfo(f.tok.access_token)).json;
  for (const s of ss)
    t.warn(
      STD[s].some((k) => k in u),
      `no claim of scope ${s}`,
    );
  types(t, u);
});

check('oidcc-alternate-happy-flow', { needs: 'client:basic' }, async (t, x) => {
  await x.flow(
    t,
    x.client('basic'),
    { scope: x.scopes().includes('email') ? 'email openid' : 'openid' },
    { order: 'reverse' },
  );
});

check('scope-unknown', { needs: 'client:basic' }, async (t, x) => {
  const a = await x.authorize(x.client('basic'), { scope: 'openid no-such-scope-xyz' });
  if (a.out.kind === 'callback' && a.cb.code) {
    const r = await x.exchange(x.client('basic'), a);
    t.ok(!/no-such/.test(r.json?.scope ?? ''), 'an unknown scope was granted');
    t.ok(
      r.json?.scope !== undefined,
      'scope must be in the token response when it differs from the request (RFC 6749 5.1)',
    );
  } else x.error(t, a, ['invalid_scope', 'invalid_request'], { page: true });
});

check('oidcc-claims-essential', { needs: ['client:basic', 'claims', 'userinfo'] }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'), { claims: JSON.stringify({ userinfo: { name: { essential: true } } }) });
  const u = (await x.userinfo(f.tok.access_token)).json;
  t.warn(u?.name !== undefined, 'name is not in userinfo');
  if (x.user().claims?.name && u?.name) t.eq(u.name, x.user().claims.name, 'name');
  t.warn(!('email' in (u ?? {})), 'email although only name was asked');
});

check('claims-in-id-token', { needs: ['client:basic', 'claims'] }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'), {
    claims: JSON.stringify({ id_token: { email: null, auth_time: { essential: true }, 'no-such-claim': null } }),
  });
  t.warn(f.claims.email !== undefined, 'email is not in the id_token');
  t.ok(typeof f.claims.auth_time === 'number', 'auth_time as essential claim');
  const u = (await x.userinfo(f.tok.access_token)).json;
  t.ok(!('email' in u), 'email in userinfo although asked only for the id_token');
});

check('claims-sub-and-acr-values', { needs: ['client:basic', 'claims', 'users:2'] }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  const a = await x.silent(
    x.client('basic'),
    { prompt: 'none', claims: JSON.stringify({ id_token: { sub: { value: 'somebody-else' } } }) },
    { jar: f.jar },
  );
  x.error(
    t,
    a,
    ['login_required', 'interaction_required', 'access_denied', 'invalid_request', 'account_selection_required'],
    { what: 'claims with another sub' },
  );
  const b = await x.silent(
    x.client('basic'),
    { prompt: 'none', claims: JSON.stringify({ id_token: { sub: { value: f.claims.sub } } }) },
    { jar: f.jar },
  );
  x.code(t, b);
});

check('claims-garbage', { needs: ['client:basic', 'claims'] }, async (t, x) => {
  for (const c of [
    '{',
    '[]',
    '"x"',
    'null',
    '{"id_token":1}',
    '{"userinfo":{"name":"x"}}',
    '{}',
    `{"id_token":${'{"a":'.repeat(200)}1${'}'.repeat(200)}}`,
  ]) {
    const a = await x.silent(x.client('basic'), { claims: c });
    if (a.out.kind === 'callback') x.error(t, a, 'invalid_request', { what: `claims=${c.slice(0, 30)}` });
    else t.ok(a.out.status < 500, `claims=${c.slice(0, 30)} status ${a.out.status}`);
  }
});

check('user-rejects-access-denied', { needs: 'client:basic' }, async (t, x) => {
  const a = await x.authorize(x.client(x.cfg.denyClient ?? 'basic'), { prompt: 'consent' }, { deny: true });
  if (!a.steps.includes('deny')) t.skip('the driver found nothing to press to refuse');
  x.error(t, a, 'access_denied');
});
