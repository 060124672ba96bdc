import { check, section } from '../lib/runner.mjs';
import { now, s256 } from '../lib/ctx.mjs';
import { randomUUID } from 'node:crypto';
import { flow, E } from '../lib/dpopchecks.mjs';

section('DPoP (RFC 9449)');

check('dpop-resource-negative', { needs: ['dpop', 'client:basic', 'userinfo'] }, async (t, x) => {
  const f = await flow(t, x);
  const at = f.tok.access_token;
  const key = f.key;
  const k2 = await x.dpopKey();
  const U = x.as.userinfo_endpoint;
  const bad = async (n, o, hard = true) => {
    const r = await x.dpopGet(at, { key, ...o });
    (hard ? t.ok : t.warn).call(t, r.status === 400 || r.status === 401, `${n}: ${r.status}`);
    if (r.status === 401)
      t.ok(
        /^DPoP\b|, *DPoP\b/i.test(String(r.headers['www-authenticate'])),
        `${n}: WWW-Authenticate ${r.headers['www-authenticate']}`,
      );
  };
  const fine = async (n, o, hard = true) => {
    const r = await x.dpopGet(at, { key, ...o });
    (hard ? t.ok : t.warn).call(t, r.status === 200, `${n}: ${r.status} ${r.headers['www-authenticate'] ?? ''}`);
  };
  await fine('plain proof', {});
  await fine('header name in upper case', { headerName: 'DPOP' });
  await fine('scheme in lower case', { scheme: 'dpop' }, false);
  const p = await x.proof({ key, htm: 'GET', htu: U, at, nonce: x.dpopNonce[new URL(U).origin] });
  const p2 = await x.proof({ key, htm: 'GET', htu: U, at, nonce: x.dpopNonce[new URL(U).origin] });
  await bad('two DPoP headers', { raw: p, extraHeaders: ['DPoP', p2] });
  await bad('not a JWT', { raw: 'garbage' });
  await bad('empty header', { raw: '' });
  await bad('typ missing', { dropHeader: ['typ'] });
  await bad('typ JWT', { header: { typ: 'JWT' } });
  await bad('jwk missing', { dropHeader: ['jwk'] });
  for (const m of ['jti', 'htm', 'htu', 'iat', 'ath']) await bad(`${m} missing`, { drop: [m] });
  await bad('alg none', { header: { alg: 'none' } });
  await bad('alg HS256', { header: { alg: 'HS256' } });
  await bad('bad signature', { raw: `${p2.slice(0, -6)}AAAAAA` });
  await bad('private key in the header', { header: { jwk: key.priv } });
  await bad('symmetric key in the header', { header: { jwk: { kty: 'oct', k: 'AAAA' } } });
  await bad('jwk is a string', { header: { jwk: 'x' } });
  await bad('htm PUT', { claims: { htm: 'PUT' } });
  await bad('htm post', { claims: { htm: 'POST' } });
  await bad('htu of another URL', { claims: { htu: 'https://other.example/me' } });
  await bad('htu of another path', { claims: { htu: `${U}/x` } });
  await bad('iat 1 hour ahead', { claims: { iat: now() + 3600 }, nonce: undefined });
  await bad('iat 1 hour ago', { claims: { iat: now() - 3600 }, nonce: undefined });
  await bad('wrong ath', { claims: { ath: s256('x') } });
  await bad('another key', { key: k2 });
  await bad('no proof with scheme DPoP', { raw: null });
  {
    const r = await x.userinfo(at);
    t.ok(r.status === 401, `a bound token is accepted as Bearer: ${r.status}`);
  }
  {
    const r = await x.dpopGet(at, { key, scheme: 'Bearer' });
    t.in(r.status, [400, 401], 'Bearer scheme with a proof');
  }
  await fine('htu with query and fragment (4.3: ignored)', { claims: { htu: `${U}?a=b#c` } });
  await fine('URL with a query, htu without', { url: `${U}?foo=bar`, htu: U });
  const up = new URL(U);
  await fine(
    'htu with scheme and host in upper case',
    { claims: { htu: U.replace(`${up.protocol}//${up.host}`, `${up.protocol}//${up.host}`.toUpperCase()) } },
    false,
  );
  if (!up.port)
    await fine(
      'htu with the default port',
      { claims: { htu: U.replace(up.host, `${up.host}:${up.protocol === 'https:' ? 443 : 80}`) } },
      false,
    );
  await fine('extra members', { header: { foo: 'bar' }, claims: { foo: 'bar' } });
  await fine('iat 10 s ago', { claims: { iat: now() - 10 } });
  await fine('iat 10 s ahead', { claims: { iat: now() + 10 } }, false);
  const jti = randomUUID();
  await fine('first use of a jti', { claims: { jti } });
  await bad('second use of a jti', { claims: { jti } }, false);
  await fine('correct proof at the end', {});
});

check('dpop-token-endpoint-negative', { needs: ['dpop', 'client:basic'] }, async (t, x) => {
  const c = x.client('basic');
  const key = await x.dpopKey();
  const a0 = await x.authorize(c);
  x.code(t, a0);
  await x.exchange(c, a0, {}, { dpop: { key } });
  let jar = a0.jar;
  for (const [n, o] of [
    ['garbage', { raw: 'x' }],
    ['htu of another URL', { claims: { htu: x.as.userinfo_endpoint } }],
    ['htm GET', { claims: { htm: 'GET' } }],
    [
      'iat 1 hour ago',
      {
        claims: { iat: now() - 3600 },
        noRetry: true,
        nonce: undefined,
        soft: !!x.dpopNonce[new URL(x.as.token_endpoint).origin],
      },
    ],
    ['jwk missing', { dropHeader: ['jwk'] }],
    ['alg none', { header: { alg: 'none' } }],
    ['typ missing', { dropHeader: ['typ'] }],
    ['private key in the header', { header: { jwk: key.priv } }],
    ['jti missing', { drop: ['jti'] }],
  ]) {
    const a = await x.authorize(c, {}, { jar });
    x.code(t, a);
    const r = await x.exchange(c, a, {}, { dpop: { key, ...o } });
    if (o.soft && r.status === 200) continue;
    x.tokenError(t, r, E, { what: n, status: [400, 401] });
    t.warn(
      ['invalid_dpop_proof', 'use_dpop_nonce'].includes(r.json?.error),
      `${n}: error ${r.json?.error}, usually invalid_dpop_proof`,
    );
  }
  const proof = await x.proof({
    key,
    htm: 'POST',
    htu: x.as.token_endpoint,
    nonce: x.dpopNonce[new URL(x.as.token_endpoint).origin],
  });
  const a = await x.authorize(c, {}, { jar });
  const b = await x.authorize(c, {}, { jar });
  const r1 = await x.exchange(c, a, {}, { headers: { DPoP: proof } });
  t.eq(r1.status, 200, 'first use of a proof');
  const r2 = await x.exchange(c, b, {}, { headers: { DPoP: proof } });
  t.warn(r2.status >= 400, 'the same proof is accepted twice at the token endpoint (jti replay)');
});
