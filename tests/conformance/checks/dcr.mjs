import { check, section } from '../lib/runner.mjs';
import { jose } from '../lib/ctx.mjs';
import { N, cb, pub, rsa } from '../lib/registrations.mjs';

section('dynamic client registration (RFC 7591, RFC 7592, oidcc-dynamic, oidcc-3rdparty-init-login)');

check('dcr-registration-response', { needs: N }, async (t, x) => {
  const r = await x.register({ client_name: 'probe', redirect_uris: [cb(x)], foo_unknown: 1 });
  t.must(r.status === 201, `status ${r.status} ${r.text.slice(0, 200)}`);
  const j = r.json;
  t.ok(/no-store/.test(r.headers['cache-control'] ?? ''), 'Cache-Control: no-store');
  t.ok(typeof j.client_id === 'string' && j.client_id, 'client_id');
  t.eq(JSON.stringify(j.redirect_uris), JSON.stringify([cb(x)]), 'redirect_uris');
  t.eq(j.client_name, 'probe', 'client_name');
  t.ok(!('foo_unknown' in j), 'unknown metadata is echoed');
  if (j.client_secret) {
    t.ok(Number.isInteger(j.client_secret_expires_at), 'client_secret_expires_at is required with a secret');
    t.ok(j.client_secret.length >= 32, 'secret is short');
  }
  t.ok(j.client_id_issued_at === undefined || Number.isInteger(j.client_id_issued_at), 'client_id_issued_at');
  for (const [k, v] of Object.entries({ grant_types: ['authorization_code'], response_types: ['code'] }))
    t.eq(JSON.stringify(j[k]), JSON.stringify(v), `default ${k}`);
  t.eq(j.token_endpoint_auth_method, 'client_secret_basic', 'default token_endpoint_auth_method');
  t.eq(
    !!j.registration_client_uri,
    !!j.registration_access_token,
    'registration_client_uri and registration_access_token come together',
  );
  const b = await x.register({ redirect_uris: [cb(x)] });
  t.ok(
    b.json?.client_id !== j.client_id && (!j.client_secret || b.json?.client_secret !== j.client_secret),
    'the same id or secret twice',
  );
});

check('dcr-initial-access-token', { needs: N }, async (t, x) => {
  if (!x.cfg.dcr?.initial_access_token) t.skip('open registration');
  for (const tok of [null, 'wrong']) {
    const r = await x.register({ redirect_uris: [cb(x)] }, { token: tok });
    t.eq(r.status, 401, tok ? 'wrong token' : 'no token');
    t.ok(/^Bearer/i.test(r.headers['www-authenticate'] ?? ''), 'WWW-Authenticate');
  }
});

check('oidcc-server-dynamic', { needs: N }, async (t, x) => {
  const c = await x.dynClient(t);
  const f = await x.flow(t, c);
  t.ok((await x.userinfo(f.tok.access_token)).status === 200, 'userinfo');
});

check('dcr-private-key-jwt-jwks', { needs: N }, async (t, x) => {
  const k = rsa('dyn-1');
  const c = await x.dynClient(t, { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [pub(k)] } });
  t.ok(!c.client_secret, 'client_secret for private_key_jwt');
  c.jwk = k;
  await x.flow(t, c);
});

check('dcr-public-client', { needs: N }, async (t, x) => {
  const c = await x.dynClient(t, { token_endpoint_auth_method: 'none' });
  t.ok(!c.client_secret, 'client_secret for a public client');
  await x.flow(t, c);
});

check('oidcc-registration-jwks-uri', { needs: [N, 'listen'] }, async (t, x) => {
  const k = rsa('uri-1');
  const uri = x.host('/jwks-dyn', JSON.stringify({ keys: [pub(k)] }));
  const c = await x.dynClient(t, { token_endpoint_auth_method: 'private_key_jwt', jwks_uri: uri });
  c.jwk = k;
  await x.flow(t, c);
  const k2 = rsa('uri-2');
  x.host('/jwks-dyn', JSON.stringify({ keys: [pub(k), pub(k2)] }));
  c.jwk = k2;
  const a = await x.authorize(c);
  x.code(t, a);
  const r = await x.exchange(c, a);
  t.warn(
    r.status === 200,
    `a new key in jwks_uri (new kid) is not found at once (${r.status} ${r.json?.error}); oidcc-refresh-token-rp-key-rotation waits 60 s`,
  );
});

check('oidcc-refresh-token-rp-key-rotation', { needs: [N, 'listen', 'refresh'], slow: '62 s' }, async (t, x) => {
  const k = rsa('rot-1');
  const uri = x.host('/jwks-rot', JSON.stringify({ keys: [pub(k)] }));
  const c = await x.dynClient(t, {
    token_endpoint_auth_method: 'private_key_jwt',
    jwks_uri: uri,
    grant_types: ['authorization_code', 'refresh_token'],
  });
  c.jwk = k;
  const f = await x.flow(t, c, { scope: 'openid offline_access' });
  t.must(f.tok.refresh_token, 'no refresh token');
  const k2 = rsa('rot-2');
  x.host('/jwks-rot', JSON.stringify({ keys: [pub(k2)] }));
  await new Promise((r) => setTimeout(r, 61000));
  c.jwk = k2;
  x.tokenResponse(t, await x.refresh(c, f.tok.refresh_token));
});

check('oidcc-idtoken-rs256', { needs: N }, async (t, x) => {
  for (const alg of x.as.id_token_signing_alg_values_supported.filter((a) => a !== 'none' && !/^HS/.test(a))) {
    const c = await x.dynClient(t, { id_token_signed_response_alg: alg });
    const f = await x.flow(t, c);
    t.eq(f.header.alg, alg, 'alg');
  }
});

check('oidcc-userinfo-rs256', { needs: [N, 'userinfo'] }, async (t, x) => {
  if (!(x.as.userinfo_signing_alg_values_supported ?? []).includes('RS256'))
    t.skip('userinfo_signing_alg_values_supported lacks RS256');
  const c = await x.dynClient(t, { userinfo_signed_response_alg: 'RS256' });
  const f = await x.flow(t, c);
  const u = await x.userinfo(f.tok.access_token);
  t.ok(/^application\/jwt/.test(u.headers['content-type']), `content-type ${u.headers['content-type']}`);
  const { payload: p } = await jose.jwtVerify(u.text, jose.createLocalJWKSet(x.jwks));
  t.eq(p.sub, f.claims.sub, 'sub');
  t.eq(p.iss, x.issuer, 'iss');
  t.ok([].concat(p.aud).includes(c.client_id), 'aud');
});
