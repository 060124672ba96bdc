import { check, section } from '../lib/runner.mjs';
import { jose, rnd, withQuery, describe } from '../lib/ctx.mjs';
import { sessionIsOver, signOut } from '../lib/logoutchecks.mjs';

section('RP-initiated logout (oidcc-rp-initiated-logout)');
const N = ['logout', 'client:basic'];

check('oidcc-rp-initiated-logout-discovery-endpoint-verification', { needs: 'logout' }, async (t, x) => {
  t.ok(typeof x.as.end_session_endpoint === 'string', 'end_session_endpoint');
});

check('oidcc-rp-initiated-logout', { needs: N }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  const state = rnd();
  const back = x.client('basic').post_logout_redirect_uris[0];
  const { out, steps } = await signOut(x, f, { state });
  t.must(out.kind === 'callback', `not sent back: ${describe(out)}`);
  t.eq(out.url, withQuery(back, { state }), 'where the browser ends');
  t.warn(!steps.includes('logout-confirm'), 'a confirmation although the hint is right');
  await sessionIsOver(t, x, f);
});

check('oidcc-rp-initiated-logout-no-state', { needs: N }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  const { out } = await signOut(x, f);
  t.must(out.kind === 'callback', `not sent back: ${describe(out)}`);
  t.eq(out.url, x.client('basic').post_logout_redirect_uris[0], 'the URI without state');
  await sessionIsOver(t, x, f);
});

check('rp-initiated-logout-by-post', { needs: N }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  const { out } = await signOut(x, f, { state: 'a b+c' }, { method: 'POST' });
  t.must(out.kind === 'callback', `not sent back: ${describe(out)}`);
  t.eq(new URL(out.url).searchParams.get('state'), 'a b+c', 'state');
  await sessionIsOver(t, x, f);
});

check('rp-initiated-logout-with-client-id', { needs: [...N, 'client:second'] }, async (t, x) => {
  const c = x.client('basic');
  const f = await x.flow(t, c);
  const wrong = await signOut(x, f, { client_id: x.client('second').client_id }, { confirm: false });
  t.ok(wrong.out.kind === 'page', `client_id of another client than the hint's: ${describe(wrong.out)}`);
  const right = await signOut(x, f, { client_id: c.client_id });
  t.ok(right.out.kind === 'callback', `client_id and hint of one client: ${describe(right.out)}`);
  const g = await x.flow(t, c);
  const alone = await signOut(x, g, { id_token_hint: undefined, client_id: c.client_id });
  t.ok(alone.steps.includes('logout-confirm'), 'without a hint the user must be asked');
  await sessionIsOver(t, x, g);
});

for (const [name, uri] of [
  ['bad-post-logout-redirect-uri', () => 'https://evil.example/post_logout'],
  ['query-added-to-post-logout-redirect-uri', (r) => `${r}?foo=bar`],
  ['post-logout-redirect-uri-of-another-path', (r) => `${r}/x`],
  ['post-logout-redirect-uri-with-fragment', (r) => `${r}#x`],
  ['post-logout-redirect-uri-is-a-script', () => 'javascript:alert(1)'],
])
  check(`oidcc-rp-initiated-logout-${name}`, { needs: N }, async (t, x) => {
    const f = await x.flow(t, x.client('basic'));
    const back = uri(x.client('basic').post_logout_redirect_uris[0]);
    const { out } = await signOut(x, f, { post_logout_redirect_uri: back });
    t.ok(out.kind === 'page', `sent to an unregistered URI: ${describe(out)}`);
  });

check('oidcc-rp-initiated-logout-modified-id-token-hint', { needs: N }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  const [, payload] = f.tok.id_token.split('.');
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
  const { out } = await signOut(x, f, { id_token_hint: none }, { confirm: false });
  t.ok(out.kind === 'page', `an unsigned hint is believed: ${describe(out)}`);
});

check('oidcc-rp-initiated-logout-bad-id-token-hint', { needs: N }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  const { privateKey } = await jose.generateKeyPair('RS256');
  const forged = await new jose.SignJWT(f.claims).setProtectedHeader(f.header).sign(privateKey);
  const { out } = await signOut(x, f, { id_token_hint: forged }, { confirm: false });
  t.ok(out.kind === 'page', `a hint signed by somebody else is believed: ${describe(out)}`);
  const again = await x.silent(x.client('basic'), { prompt: 'none' }, { jar: f.jar });
  t.ok(again.cb?.code, 'a forged hint ended the session');
});

check('oidcc-rp-initiated-logout-no-id-token-hint', { needs: N }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  const { out } = await signOut(x, f, { id_token_hint: undefined }, { confirm: false });
  t.ok(out.kind === 'page', `sent back without knowing for which client: ${describe(out)}`);
});

check('rp-initiated-logout-hint-of-another-user-asks-first', { needs: [...N, 'users:2'] }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  const g = await x.flow(t, x.client('basic'), {}, { user: x.user(1) });
  const { out } = await signOut(x, { ...g, tok: f.tok }, {}, { confirm: false });
  t.ok(out.kind === 'page', `somebody else's hint signs this user out: ${describe(out)}`);
  const still = await x.silent(x.client('basic'), { prompt: 'none' }, { jar: g.jar });
  t.ok(still.cb?.code, 'the session ended without a question');
});

for (const [name, params] of [
  ['no-params', () => ({ id_token_hint: undefined, post_logout_redirect_uri: undefined })],
  ['only-state', () => ({ id_token_hint: undefined, post_logout_redirect_uri: undefined, state: rnd() })],
  ['no-post-logout-redirect-uri', () => ({ post_logout_redirect_uri: undefined, state: rnd() })],
])
  check(`oidcc-rp-initiated-logout-${name}`, { needs: N }, async (t, x) => {
    const f = await x.flow(t, x.client('basic'));
    const { out } = await signOut(x, f, params());
    t.ok(out.kind === 'page' && out.status < 400, `expected a page that says so: ${describe(out)}`);
    await sessionIsOver(t, x, f);
  });

const isEvil = (location, from) => location && new URL(location, from).hostname === 'evil.example';

check('rp-initiated-logout-takes-garbage', { needs: N }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  const endpoint = x.as.end_session_endpoint;
  for (const [key, values] of Object.entries({
    id_token_hint: ['x', '...', 'a.b.c', '\u0000', 'e'.repeat(20000), f.tok.access_token],
    post_logout_redirect_uri: ['', 'x', '//evil.example', 'http://[', '\u0000'],
    client_id: ['', 'nobody', '\u0000', "' or 1=1--"],
    state: ['"><script>alert(2)</script>', '\r\nX-Injected: 1', 's'.repeat(5000)],
    ui_locales: ['xx', '\u0000'],
    logout_hint: ['x'],
  }))
    for (const value of values) {
      const r = await x.http.get(withQuery(endpoint, { [key]: value }), { jar: f.jar });
      t.ok(!r.headers['x-injected'], `${key}: header injection`);
      t.ok(!/<script>alert\(2\)/.test(r.text), `${key} is reflected without escaping`);
      t.ok(r.status < 500 && !isEvil(r.headers.location, endpoint), `${key}=${value.slice(0, 20)}: ${r.status}`);
    }
  const twice = await x.http.get(`${endpoint}?state=1&state=2`, { jar: f.jar });
  t.ok(twice.status < 500, 'a repeated parameter');
  const still = await x.silent(x.client('basic'), { prompt: 'none' }, { jar: f.jar });
  t.ok(still.cb?.code, 'garbage ended the session without a question');
});

check('logout-confirmation-needs-its-form', { needs: N }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  const page = await signOut(x, f, { id_token_hint: undefined }, { confirm: false });
  const form = page.out.dom?.forms.find((candidate) => candidate.method === 'POST');
  if (!form) t.skip('no confirmation form to forge');
  const r = await x.http.post(form.action, { x: '1' }, { jar: f.jar, headers: { origin: 'https://evil.example' } });
  t.ok(r.status >= 400 || !r.headers.location, `a form of another site: ${r.status}`);
  const still = await x.silent(x.client('basic'), { prompt: 'none' }, { jar: f.jar });
  t.ok(still.cb?.code, 'a forged confirmation ended the session');
});

check('logout-ends-session-bound-tokens', { needs: [...N, 'userinfo'] }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  t.eq((await x.userinfo(f.tok.access_token)).status, 200, 'userinfo before');
  await signOut(x, f);
  t.warn((await x.userinfo(f.tok.access_token)).status === 401, 'the access token outlives the session at userinfo');
});
