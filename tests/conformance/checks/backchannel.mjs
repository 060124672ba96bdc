import { check, section } from '../lib/runner.mjs';
import { jose, now } from '../lib/ctx.mjs';
import { sessionIsOver, signOut } from '../lib/logoutchecks.mjs';

section('back-channel logout (oidcc-backchannel-rp-initiated-logout)');
const N = ['backchannel', 'client:backchannel', 'client:basic', 'listen'];
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const pathOf = (c) => new URL(c.backchannel_logout_uri).pathname;

// Waits for the notices of one logout at the client, and reads their logout tokens.
async function notices(t, x, since, { atLeast = 1, within = 15000 } = {}) {
  const path = pathOf(x.client('backchannel'));
  const end = Date.now() + within;
  let seen = await x.waitFor(path, within, since);
  while (seen.length < atLeast && Date.now() < end)
    seen = await x.waitFor(path, 200, since).then((r) => new Promise((done) => setTimeout(done, 50, r)));
  return seen.map((r) => ({ ...r, token: new URLSearchParams(r.body).get('logout_token') }));
}

async function logoutToken(t, x, notice, f) {
  t.eq(notice.method, 'POST', 'method');
  t.ok(/^application\/x-www-form-urlencoded/.test(notice.headers['content-type'] ?? ''), 'content-type');
  t.must(notice.token, `no logout_token in ${notice.body.slice(0, 200)}`);
  const header = jose.decodeProtectedHeader(notice.token);
  t.ok(header.alg !== 'none', 'logout_token with alg none');
  t.eq(header.alg, f.header.alg, 'alg of the logout_token: that of the ID tokens');
  t.warn(header.typ === 'logout+jwt', `typ ${header.typ}, recommended is logout+jwt`);
  const keys = jose.createLocalJWKSet(await x.freshJwks());
  const client = x.client('backchannel');
  const { payload: c } = await jose.jwtVerify(notice.token, keys, { issuer: x.issuer, audience: client.client_id });
  for (const name of ['iss', 'aud', 'iat', 'exp', 'jti', 'events']) t.ok(name in c, `${name} is missing`);
  t.ok(Math.abs(c.iat - now()) < 30, 'iat');
  t.warn(c.exp - c.iat <= 120, 'a logout token should live at most two minutes');
  t.ok(c.sub || c.sid, 'neither sub nor sid');
  t.eq(c.sid, f.claims.sid, 'sid: that of the ID token');
  if (c.sub !== undefined) t.eq(c.sub, f.claims.sub, 'sub: that of the ID token');
  t.ok(c.events?.[EVENT] && Object.keys(c.events[EVENT]).length === 0, `events ${JSON.stringify(c.events)}`);
  t.ok(!('nonce' in c), 'nonce is prohibited (2.4)');
  return c;
}

check('oidcc-backchannel-logout-discovery-endpoint-verification', { needs: 'backchannel' }, async (t, x) => {
  t.eq(x.as.backchannel_logout_supported, true, 'backchannel_logout_supported');
  t.eq(x.as.backchannel_logout_session_supported, true, 'backchannel_logout_session_supported');
  t.ok(x.as.end_session_endpoint, 'end_session_endpoint');
});

check('oidcc-backchannel-rp-initiated-logout', { needs: N }, async (t, x) => {
  const f = await x.flow(t, x.client('backchannel'));
  t.ok(f.claims.sid, 'sid in the ID token of a client with backchannel_logout_session_required');
  const since = Date.now();
  const { out } = await signOut(x, f, { state: 'bye' });
  t.ok(out.kind === 'callback', 'the browser is sent back');
  const [first] = await notices(t, x, since);
  t.must(first, 'no logout token arrived');
  await logoutToken(t, x, first, f);
  await sessionIsOver(t, x, f);
});

check('backchannel-logout-reaches-the-other-clients-of-the-session', { needs: N }, async (t, x) => {
  const f = await x.flow(t, x.client('backchannel'));
  const g = await x.flow(t, x.client('basic'), {}, { jar: f.jar });
  const since = Date.now();
  await signOut(x, g);
  const [first] = await notices(t, x, since);
  t.must(first, 'the client that did not ask for the logout was not told');
  await logoutToken(t, x, first, f);
});

check('backchannel-logout-token-is-not-an-id-token', { needs: [...N, 'userinfo'] }, async (t, x) => {
  const f = await x.flow(t, x.client('backchannel'));
  const since = Date.now();
  await signOut(x, f);
  const [first] = await notices(t, x, since);
  t.must(first?.token, 'no logout token arrived');
  t.eq((await x.userinfo(first.token)).status, 401, 'a logout token at userinfo');
  const g = await x.flow(t, x.client('backchannel'));
  const { out } = await signOut(x, g, { id_token_hint: first.token }, { confirm: false });
  t.ok(out.kind === 'page', 'a logout token is taken as id_token_hint');
});

check('backchannel-logout-is-sent-once-per-session', { needs: N }, async (t, x) => {
  const c = x.client('backchannel');
  const f = await x.flow(t, c);
  await x.flow(t, c, {}, { jar: f.jar });
  const since = Date.now();
  await signOut(x, f);
  t.must((await notices(t, x, since)).length, 'no logout token arrived');
  await new Promise((done) => setTimeout(done, 1500));
  const all = await notices(t, x, since, { within: 0 });
  t.warn(all.length === 1, `${all.length} logout tokens for one client and session`);
  t.eq(new Set(all.map((n) => jose.decodeJwt(n.token).jti)).size, all.length, 'each has a jti of its own');
});

check('backchannel-logout-is-retried', { needs: N }, async (t, x) => {
  const path = pathOf(x.client('backchannel'));
  const f = await x.flow(t, x.client('backchannel'));
  let refusals = 0;
  x.hosted.set(path, () => ({ status: refusals++ === 0 ? 503 : 200, body: '' }));
  try {
    const since = Date.now();
    await signOut(x, f);
    const all = await notices(t, x, since, { atLeast: 2, within: 20000 });
    t.ok(all.length > 0, 'no logout token arrived');
    t.warn(all.length > 1, 'no second try within 20 s after the client answered 503');
    for (const n of all) await logoutToken(t, x, n, f);
  } finally {
    x.hosted.delete(path);
  }
});

check('backchannel-logout-stays-silent-for-other-users', { needs: [...N, 'users:2'] }, async (t, x) => {
  const f = await x.flow(t, x.client('backchannel'));
  const g = await x.flow(t, x.client('basic'), {}, { user: x.user(1) });
  const since = Date.now();
  await signOut(x, g);
  t.eq((await notices(t, x, since, { within: 2000 })).length, 0, 'notices about a session that lives on');
  const again = await x.silent(x.client('backchannel'), { prompt: 'none' }, { jar: f.jar });
  t.ok(again.cb?.code, "another user's logout ended this session");
});
