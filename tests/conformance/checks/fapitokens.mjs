import { check, section } from '../lib/runner.mjs';
import { describe, now } from '../lib/ctx.mjs';
import { FAPI, PAR, codeFor, keyOf, push } from '../lib/fapichecks.mjs';

section('FAPI 2.0 Security Profile: tokens (fapi2-security-profile-final)');

check('fapi2-holder-of-key-required', { needs: FAPI }, async (t, x) => {
  const { redeem } = await codeFor(t, x, x.client('fapi'));
  x.tokenError(t, await redeem({ dpop: null }), ['invalid_dpop_proof', 'invalid_request', 'invalid_grant'], {
    what: 'no proof',
  });
});

check('fapi2-dpop-skew-and-binding', { needs: FAPI }, async (t, x) => {
  const c = x.client('fapi');
  const key = await keyOf(x, c);
  for (const seconds of [-10, 10]) {
    const { redeem } = await codeFor(t, x, c);
    const r = await redeem({ dpop: { claims: { iat: now() + seconds } } });
    t.eq(r.status, 200, `iat ${seconds} s from now`);
  }
  for (const [what, o] of Object.entries({
    'iat an hour ago': { claims: { iat: now() - 3600 } },
    'iat in an hour': { claims: { iat: now() + 3600 } },
    'exp in the past': { claims: { exp: now() - 600 } },
    'nbf in the future': { claims: { nbf: now() + 600 } },
    'htm of another method': { claims: { htm: 'GET' } },
    'htu of another URL': { claims: { htu: 'https://other.example/token' } },
  })) {
    const { redeem } = await codeFor(t, x, c);
    const r = await redeem({ dpop: o });
    const loose = /^(exp|nbf)/.test(what);
    (loose ? t.warn : t.ok).call(t, r.status === 400, `${what}: ${r.status}`);
  }
  const other = await x.dpopKey();
  const bound = await x.authorize(c, { dpop_jkt: key.jkt });
  x.code(t, bound);
  x.tokenError(t, await x.exchange(c, bound, {}, { dpop: { key: other } }), ['invalid_grant', 'invalid_dpop_proof'], {
    what: 'a code bound by dpop_jkt, redeemed with another key',
  });
  const proven = await x.authorize(c, {}, { parDpop: { key } });
  x.code(t, proven);
  x.tokenError(t, await x.exchange(c, proven, {}, { dpop: { key: other } }), ['invalid_grant', 'invalid_dpop_proof'], {
    what: 'a code bound at PAR, redeemed with another key',
  });
  const { r } = await push(x, c, { dpop_jkt: other.jkt }, { dpop: { key } });
  t.eq(r.status, 400, 'dpop_jkt of another key than the proof at PAR');
  const good = await x.authorize(c, { dpop_jkt: key.jkt }, { parDpop: { key } });
  t.must(good.cb?.code, `dpop_jkt and proof of one key: ${describe(good.out)}`);
  t.eq((await x.exchange(c, good, {}, { dpop: { key } })).status, 200, 'bound twice, redeemed with that key');
});

// What the suite sends as a client's assertion, at both endpoints. strictAud: false in the configuration turns aud into warnings.
const ASSERTIONS = (x, c) => ({
  'alg RS256': { alg: 'RS256' },
  'exp 5 minutes ago': { claims: { exp: now() - 300, iat: now() - 400 } },
  'wrong aud': { claims: { aud: 'https://other.example' } },
  'no sub': { drop: ['sub'] },
  'no iss': { drop: ['iss'] },
  'no aud': { drop: ['aud'] },
  'no exp': { drop: ['exp'] },
  'nbf a minute and a half ahead': { claims: { nbf: now() + 90, exp: now() + 150 } },
  "another client's key": { key: x.client('fapi2')?.jwk ?? { ...c.jwk, kid: 'x' } },
});

const AUDIENCES = (x) => ({
  'aud as an array': { claims: { aud: [x.issuer] } },
  'aud of the PAR endpoint': { claims: { aud: x.as[PAR] } },
  'aud of the token endpoint': { claims: { aud: x.as.token_endpoint } },
  'several aud': { claims: { aud: [x.issuer, x.as.token_endpoint] } },
});

check('fapi2-client-assertion', { needs: FAPI }, async (t, x) => {
  const c = x.client('fapi');
  const refused = (r, what, strict = true) => {
    (strict ? t.ok : t.warn).call(t, r.json?.error === 'invalid_client', `${what}: ${r.status} ${r.json?.error}`);
    t.in(r.status, strict ? [400, 401] : [200, 201, 400, 401], `${what}: status`);
  };
  for (const [what, assertion] of Object.entries(ASSERTIONS(x, c))) {
    refused((await push(x, c, {}, { assertion })).r, `PAR: ${what}`);
    const { redeem } = await codeFor(t, x, c);
    refused(await redeem({ call: { assertion } }), `token: ${what}`);
  }
  for (const [what, assertion] of Object.entries(AUDIENCES(x)))
    refused((await push(x, c, {}, { assertion })).r, `PAR: ${what}`, c.strictAud !== false);
  const { redeem } = await codeFor(t, x, c);
  const none = await redeem({ call: { auth: 'none' } });
  refused(none, 'token: no assertion');
  for (const [what, claims] of Object.entries({
    'nbf 8 s ahead': { nbf: now() + 8 },
    'iat 8 s ahead': { iat: now() + 8, exp: now() + 60 },
  }))
    t.eq((await push(x, c, {}, { assertion: { claims } })).r.status, 201, `${what} is clock skew`);
});

check('fapi2-refresh-token', { needs: [...FAPI, 'refresh', 'client:fapi2'] }, async (t, x) => {
  const c = x.client('fapi');
  const key = await keyOf(x, c);
  const f = await x.flow(t, c, { scope: 'openid offline_access' });
  t.must(f.tok.refresh_token, 'no refresh token');
  const rt = f.tok.refresh_token;
  const other = await x.dpopKey();
  const proofs = ['invalid_dpop_proof', 'invalid_request', 'invalid_grant'];
  x.tokenError(t, await x.refresh(c, rt), proofs, { what: 'no proof' });
  x.tokenError(t, await x.refresh(c, rt, {}, { dpop: { key }, auth: 'none' }), 'invalid_client', {
    what: 'no assertion',
  });
  x.tokenError(t, await x.refresh(x.client('fapi2'), rt, {}, { dpop: { key } }), 'invalid_grant', {
    what: 'used by another client',
  });
  // A confidential client may change its key (RFC 9449 5); an answer must then carry the new one.
  const g = await x.refresh(c, rt, {}, { dpop: { key } });
  const tok = x.tokenResponse(t, g, { dpop: true });
  t.eq((await x.dpopGet(tok.access_token, { key })).status, 200, 'the refreshed token with the key');
  t.eq((await x.dpopGet(tok.access_token, { key: other })).status, 401, 'the refreshed token with another key');
});

check('fapi2-tokens-are-short-lived', { needs: FAPI }, async (t, x) => {
  const f = await x.flow(t, x.client('fapi'));
  t.warn(f.tok.expires_in <= 900, `an access token of ${f.tok.expires_in} s`);
  t.eq(f.header.alg, 'PS256', 'alg of the ID token');
  t.ok(f.claims.exp - f.claims.iat <= 3600, 'lifetime of the ID token');
});

check('fapi2-wrong-profile-is-refused', { needs: FAPI }, async (t, x) => {
  const c = x.client('fapi');
  for (const grant_type of ['password', 'implicit', 'client_credentials']) {
    const r = await x.token(c, { grant_type, username: 'x', password: 'y' }, { dpop: { key: await keyOf(x, c) } });
    t.in(r.json?.error, ['unsupported_grant_type', 'unauthorized_client', 'invalid_request'], `grant ${grant_type}`);
  }
});
