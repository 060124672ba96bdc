import { check, section } from '../lib/runner.mjs';

section('sign-in and id_token (oidcc-basic)');

check('oidcc-ensure-request-without-nonce-succeeds-for-code-flow', { needs: 'client:basic' }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'), { nonce: null });
  t.ok(!('nonce' in f.claims), 'nonce in the id_token');
});

check('nonce-and-state-echo', { needs: 'client:basic' }, async (t, x) => {
  const c = x.client('basic');
  const f = await x.flow(t, c);
  for (const [state, nonce] of [
    ['a b+c%2F&=#?"\'<>;:/\\', 'n "<>&+%20 =/\\'],
    ['\u00fc\u4e2d\u{1F600}', '\u00e9\u4e2d'],
    ['s'.repeat(64), 'n'.repeat(64)],
    [rndHex(384), rndHex(384)],
  ]) {
    const g = await x.flow(t, c, { state, nonce }, { jar: f.jar });
    t.eq(g.a.cb.state, state, 'state');
    t.eq(g.claims.nonce, nonce, 'nonce');
  }
  const g = await x.flow(t, c, { state: null }, { jar: f.jar });
  t.ok(!('state' in g.a.cb), 'state in the response although none was sent');
  t.ok(!('s_hash' in g.claims), 's_hash without state');
});

const rndHex = (n) => Array.from({ length: n }, () => '0123456789abcdef'[Math.floor(Math.random() * 16)]).join('');
for (const d of ['page', 'popup', 'touch', 'wap'])
  check(`oidcc-display-${d}`, { needs: 'client:basic' }, async (t, x) => {
    await x.flow(t, x.client('basic'), { display: d });
  });
check('oidcc-ui-locales', { needs: 'client:basic' }, async (t, x) => {
  await x.flow(t, x.client('basic'), { ui_locales: 'se de-DE xx' });
});

check('oidcc-claims-locales', { needs: 'client:basic' }, async (t, x) => {
  await x.flow(t, x.client('basic'), { claims_locales: 'se' });
});

check('oidcc-login-hint', { needs: 'client:basic' }, async (t, x) => {
  await x.flow(t, x.client('basic'), { login_hint: x.user().username });
  await x.flow(t, x.client('basic'), { login_hint: `buffy@${new URL(x.issuer).hostname}` });
});

check('oidcc-ensure-request-with-acr-values-succeeds', { needs: 'client:basic' }, async (t, x) => {
  const v = x.as.acr_values_supported ?? ['1', '2'];
  const f = await x.flow(t, x.client('basic'), { acr_values: v.join(' ') });
  t.warn(v.includes(f.claims.acr), `acr ${f.claims.acr} is not one of ${v}`);
  await x.flow(t, x.client('basic'), { acr_values: 'urn:unknown:acr' });
});

check('oidcc-ensure-request-with-unknown-parameter-succeeds', { needs: 'client:basic' }, async (t, x) => {
  await x.flow(t, x.client('basic'), { extra: 'foobar', 'weird param': '1' });
});

check('oidcc-ensure-post-request-succeeds', { needs: 'client:basic' }, async (t, x) => {
  await x.flow(t, x.client('basic'), {}, { method: 'POST' });
});

check('oidcc-ensure-request-with-valid-pkce-succeeds', { needs: 'client:basic' }, async (t, x) => {
  await x.flow(t, x.client('basic'));
});

check('oidcc-confidential-client-without-pkce', { needs: 'client:basic' }, async (t, x) => {
  const a = await x.authorize(x.client('basic'), { code_challenge: null, code_challenge_method: null });
  if (a.out.kind === 'callback' && a.cb.error) {
    t.warn(
      false,
      'PKCE is required of a confidential client: most modules of the OIDF suite send none, certify with a client that is exempt',
    );
    x.error(t, a, 'invalid_request');
    return;
  }
  x.code(t, a);
  x.tokenResponse(t, await x.exchange(x.client('basic'), a), { idToken: true });
});
