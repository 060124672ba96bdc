import { check, section } from '../lib/runner.mjs';
import { jose, oidc, rnd, describe } from '../lib/ctx.mjs';
import { flow, E } from '../lib/dpopchecks.mjs';

section('DPoP (RFC 9449)');

check('dpop-happy-flow', { needs: ['dpop', 'client:basic', 'userinfo'] }, async (t, x) => {
  const f = await flow(t, x);
  t.eq(f.tok.token_type.toLowerCase(), 'dpop', 'token_type');
  const u = await x.dpopGet(f.tok.access_token, { key: f.key });
  t.eq(u.status, 200, `userinfo ${u.text.slice(0, 100)}`);
  t.eq(u.json?.sub, f.claims.sub, 'sub');
  if (x.client('resource_server') && x.as.introspection_endpoint) {
    const i = await x.call('introspection_endpoint', x.client('resource_server'), { token: f.tok.access_token });
    t.eq(i.json?.cnf?.jkt, f.key.jkt, 'cnf.jkt at introspection');
    t.warn(/dpop/i.test(i.json?.token_type ?? ''), `token_type ${i.json?.token_type} at introspection`);
  }
  if (f.tok.access_token.split('.').length === 3) {
    try {
      t.eq(jose.decodeJwt(f.tok.access_token).cnf?.jkt, f.key.jkt, 'cnf.jkt in the JWT');
    } catch {
      /* opaque */
    }
  }
});

for (const n of ['public', 'pkjwt'])
  check(`dpop-openid-client-${n}`, { needs: ['dpop', `client:${n}`] }, async (t, x) => {
    const c = x.client(n);
    const lc = await x.lib(c);
    const DPoP = oidc.getDPoPHandle(lc, await oidc.randomDPoPKeyPair('ES256'));
    const a = await x.authorize(c);
    x.code(t, a);
    const tok = await oidc.authorizationCodeGrant(
      lc,
      new URL(a.out.url),
      { pkceCodeVerifier: a.verifier, expectedState: a.params.state, expectedNonce: a.params.nonce },
      undefined,
      { DPoP },
    );
    t.eq(tok.token_type, 'dpop', 'token_type');
    const u = await oidc.fetchUserInfo(lc, tok.access_token, tok.claims().sub, { DPoP });
    t.eq(u.sub, tok.claims().sub, 'sub');
  });
for (const alg of ['ES256', 'PS256', 'Ed25519', 'EdDSA', 'RS256', 'ES384'])
  check(`dpop-alg-${alg}`, { needs: ['dpop', 'client:basic'] }, async (t, x) => {
    const ok = x.as.dpop_signing_alg_values_supported.includes(alg);
    let key;
    try {
      key = await x.dpopKey(alg);
    } catch {
      t.skip(`this node cannot make ${alg} keys`);
    }
    const a = await x.authorize(x.client('basic'));
    x.code(t, a);
    const r = await x.exchange(x.client('basic'), a, {}, { dpop: { key } });
    if (ok) x.tokenResponse(t, r, { dpop: true });
    else x.tokenError(t, r, E, { what: `${alg} is not announced` });
  });
check('dpop-bound-client-needs-a-proof', { needs: ['dpop', 'client:dpop'] }, async (t, x) => {
  const c = x.client('dpop');
  const a = await x.authorize(c);
  x.code(t, a);
  x.tokenError(t, await x.exchange(c, a), ['invalid_request', 'invalid_dpop_proof', 'invalid_grant'], {
    what: 'dpop_bound_access_tokens without a proof',
  });
  await x.flow(t, c);
});

check('dpop-nonce', { needs: ['dpop', 'client:basic'] }, async (t, x) => {
  const c = x.client('basic');
  const key = await x.dpopKey();
  const o = new URL(x.as.token_endpoint).origin;
  const a = await x.authorize(c);
  x.code(t, a);
  const saved = x.dpopNonce[o];
  delete x.dpopNonce[o];
  const r = await x.exchange(c, a, {}, { dpop: { key, noRetry: true } });
  if (r.status === 200) {
    x.dpopNonce[o] ??= saved;
    t.info('no nonce demanded');
    const b = await x.authorize(c, {}, { jar: a.jar });
    const r2 = await x.exchange(c, b, {}, { dpop: { key, nonce: 'made-up-nonce', noRetry: true } });
    if (r2.status !== 200)
      x.tokenError(t, r2, ['use_dpop_nonce', 'invalid_dpop_proof'], { status: [400, 401], what: 'made-up nonce' });
    return;
  }
  t.eq(r.json?.error, 'use_dpop_nonce', 'error without a nonce');
  t.eq(r.status, 400, 'status');
  t.must(r.headers['dpop-nonce'], 'no DPoP-Nonce header');
  t.warn(/no-store/.test(r.headers['cache-control'] ?? ''), 'the answer with a nonce is cacheable');
  const bad = await x.exchange(c, a, {}, { dpop: { key, nonce: 'made-up-nonce', noRetry: true } });
  t.in(bad.json?.error, ['use_dpop_nonce', 'invalid_dpop_proof'], 'made-up nonce');
  t.ok(bad.headers['dpop-nonce'], 'new nonce after a bad one');
  const g = await x.exchange(c, a, {}, { dpop: { key } });
  x.tokenResponse(t, g, { dpop: true });
  t.ok((await x.dpopGet(g.json.access_token, { key })).status === 200, 'userinfo');
});

check('dpop-jkt-binds-the-code', { needs: ['dpop', 'client:basic'] }, async (t, x) => {
  const c = x.client('basic');
  const k1 = await x.dpopKey();
  const k2 = await x.dpopKey();
  const a = await x.authorize(c, { dpop_jkt: k1.jkt });
  x.code(t, a);
  x.tokenError(
    t,
    await x.exchange(c, a, {}, { dpop: { key: k2 } }),
    ['invalid_grant', 'invalid_dpop_proof', 'invalid_request'],
    { what: 'another key than dpop_jkt' },
  );
  const b = await x.authorize(c, { dpop_jkt: k1.jkt }, { jar: a.jar });
  x.tokenError(t, await x.exchange(c, b), ['invalid_grant', 'invalid_dpop_proof', 'invalid_request'], {
    what: 'no proof although dpop_jkt',
  });
  const d = await x.authorize(c, { dpop_jkt: k1.jkt }, { jar: a.jar });
  x.tokenResponse(t, await x.exchange(c, d, {}, { dpop: { key: k1 } }), { dpop: true });
});

check('dpop-at-par', { needs: ['dpop', 'par', 'client:basic'] }, async (t, x) => {
  const c = x.client('basic');
  const k1 = await x.dpopKey();
  const k2 = await x.dpopKey();
  const a = await x.authorize(c, {}, { par: true, parDpop: { key: k1 } });
  x.code(t, a);
  x.tokenError(
    t,
    await x.exchange(c, a, {}, { dpop: { key: k2 } }),
    ['invalid_grant', 'invalid_dpop_proof', 'invalid_request'],
    { what: 'proof at PAR with another key' },
  );
  const b = await x.authorize(c, {}, { par: true, parDpop: { key: k1 }, jar: a.jar });
  x.tokenResponse(t, await x.exchange(c, b, {}, { dpop: { key: k1 } }), { dpop: true });
  const m = await x.call('pushed_authorization_request_endpoint', c, x.authParams(c, { dpop_jkt: k2.jkt }).p, {
    dpop: { key: k1 },
  });
  x.tokenError(t, m, ['invalid_dpop_proof', 'invalid_request'], {
    what: 'dpop_jkt different from the proof at PAR',
    status: [400, 401],
  });
});

check('dpop-refresh', { needs: ['dpop', 'client:public', 'refresh'] }, async (t, x) => {
  const c = x.client('public');
  const k2 = await x.dpopKey();
  const f = await flow(t, x, 'public', { scope: 'openid offline_access' });
  t.must(f.tok.refresh_token, 'no refresh token');
  x.tokenError(
    t,
    await x.refresh(c, f.tok.refresh_token, {}, { dpop: { key: k2 } }),
    ['invalid_grant', 'invalid_dpop_proof', 'invalid_request'],
    { what: 'public client: refresh with another key', status: [400, 401] },
  );
  x.tokenError(t, await x.refresh(c, f.tok.refresh_token), ['invalid_grant', 'invalid_dpop_proof', 'invalid_request'], {
    what: 'public client: refresh without a proof',
    status: [400, 401],
  });
  const r = await x.refresh(c, f.tok.refresh_token, {}, { dpop: { key: f.key } });
  x.tokenResponse(t, r, { dpop: true });
  t.eq((await x.dpopGet(r.json.access_token, { key: f.key })).status, 200, 'userinfo');
  if (x.client('basic')) {
    const g = await flow(t, x, 'basic', { scope: 'openid offline_access' });
    const r2 = await x.refresh(x.client('basic'), g.tok.refresh_token, {}, { dpop: { key: k2 } });
    t.warn(
      r2.status === 200,
      'confidential client: refresh with a new key is refused (RFC 9449 5: refresh tokens of confidential clients are not bound to the key)',
    );
  }
});

check(
  'dpop-token-is-not-usable-with-a-stolen-proof-of-another-token',
  { needs: ['dpop', 'client:basic', 'userinfo'] },
  async (t, x) => {
    const key = await x.dpopKey();
    const f = await flow(t, x, 'basic', {}, key);
    const g = await x.flow(t, x.client('basic'), {}, { dpop: { key }, jar: f.jar });
    const p = await x.proof({
      key,
      htm: 'GET',
      htu: x.as.userinfo_endpoint,
      at: f.tok.access_token,
      nonce: x.dpopNonce[new URL(x.as.userinfo_endpoint).origin],
    });
    const r = await x.dpopGet(g.tok.access_token, { raw: p });
    t.ok(r.status >= 400, `proof for token A with token B: ${r.status}`);
    void rnd;
    void describe;
  },
);
