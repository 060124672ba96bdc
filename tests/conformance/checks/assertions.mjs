import { check, section } from '../lib/runner.mjs';
import { now, b64u } from '../lib/ctx.mjs';
import { generateKeyPairSync, randomUUID, createPublicKey } from 'node:crypto';
import { badAuth, good, ping } from '../lib/authchecks.mjs';

section('client authentication (RFC 6749 2.3, RFC 7523, OIDC Core 9)');

check('private-key-jwt', { needs: 'client:pkjwt' }, async (t, x) => {
  const c = x.client('pkjwt');
  good(t, await ping(x, c), 'aud = issuer');
  const r = await ping(
    x,
    c,
    { auth: false },
    {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await x.assertion(c),
    },
  );
  good(t, r, 'without client_id in the body (RFC 7521 4.2)');
});

check('oidcc-ensure-client-assertion-with-iss-aud-succeeds', { needs: 'client:pkjwt' }, async (t, x) => {
  good(t, await ping(x, x.client('pkjwt'), { assertion: { claims: { aud: x.issuer } } }), 'aud = issuer');
});

check('private-key-jwt-aud-variants', { needs: 'client:pkjwt' }, async (t, x) => {
  const c = x.client('pkjwt');
  const T = x.as.token_endpoint;
  for (const [n, aud] of [
    ['token endpoint', T],
    ['[issuer]', [x.issuer]],
    ['[token endpoint]', [T]],
    ['[issuer, token endpoint]', [x.issuer, T]],
  ]) {
    const r = await ping(x, c, { assertion: { claims: { aud } } });
    t.warn(r.json?.error === 'invalid_grant', `aud = ${n} is refused`);
    t.info(`${n}: ${r.json?.error}`);
    t.ok(r.status < 500, 'status');
  }
});

const NEG = (x, c) => ({
  'wrong aud': { claims: { aud: 'https://other.example' } },
  'aud with a suffix': { claims: { aud: `${x.issuer}/other` } },
  'aud missing': { drop: ['aud'] },
  'empty aud array': { claims: { aud: [] } },
  // Audience injection (2025): whoever is named beside us could pass the assertion on.
  'aud with a stranger': { claims: { aud: [x.issuer, 'https://other.example'] } },
  'exp missing': { drop: ['exp'] },
  'exp 5 minutes ago': { claims: { iat: now() - 600, exp: now() - 300 } },
  'exp is a string': { claims: { exp: String(now() + 60) } },
  'sub missing': { drop: ['sub'] },
  'iss missing': { drop: ['iss'] },
  'iss of another client': { claims: { iss: 'basic-client-other' } },
  'sub of another client': { claims: { sub: 'somebody' } },
  'nbf in 10 minutes': { claims: { nbf: now() + 600, exp: now() + 900 } },
  'alg none': { alg: 'none' },
  'signature of another key': {
    key: {
      ...generateKeyPairSync(c.jwk.kty === 'EC' ? 'ec' : 'rsa', {
        modulusLength: 2048,
        namedCurve: 'P-256',
      }).privateKey.export({ format: 'jwk' }),
      kid: c.jwk.kid,
      alg: c.jwk.alg,
    },
  },
});

check('private-key-jwt-negative', { needs: 'client:pkjwt' }, async (t, x) => {
  const c = x.client('pkjwt');
  for (const [n, o] of Object.entries(NEG(x, c)))
    badAuth(t, x, await ping(x, c, { assertion: o }), n, ['invalid_client', 'invalid_request']);
  for (const [n, o] of Object.entries({
    'jti missing': { drop: ['jti'] },
    'iat in 10 minutes': { claims: { iat: now() + 600, exp: now() + 900 } },
    'exp in 10 years': { claims: { exp: now() + 315360000 } },
  })) {
    const r = await ping(x, c, { assertion: o });
    t.warn(r.json?.error === 'invalid_client', `${n} is accepted`);
    t.ok(r.status < 500, 'status');
  }
  const pem = createPublicKey({ key: c.jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const h = { alg: 'HS256', kid: c.jwk.kid };
  const p = { iss: c.client_id, sub: c.client_id, aud: x.issuer, jti: randomUUID(), iat: now(), exp: now() + 60 };
  for (const k of [pem, JSON.stringify(c.jwk.n ?? c.jwk.x)])
    badAuth(
      t,
      x,
      await ping(
        x,
        c,
        { auth: false },
        {
          client_id: c.client_id,
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: await x.jws(p, h, new TextEncoder().encode(k)),
        },
      ),
      'HS256 with the public key',
      ['invalid_client', 'invalid_request'],
    );
  for (const [n, e] of Object.entries({
    'type missing': { client_assertion_type: undefined },
    'wrong type': { client_assertion_type: 'urn:foo' },
    garbage: { client_assertion: 'x' },
    'empty assertion': { client_assertion: '' },
    'three dots': { client_assertion: '...' },
    'header is no JSON': { client_assertion: `${b64u('x')}.${b64u('{}')}.AA` },
    'payload is an array': { client_assertion: await x.jws([1], { alg: c.jwk.alg, kid: c.jwk.kid }, c.jwk) },
    'client_id of another client': { client_id: 'other' },
  }))
    badAuth(
      t,
      x,
      await ping(
        x,
        c,
        { auth: false },
        {
          client_id: c.client_id,
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: await x.assertion(c),
          ...e,
        },
      ),
      n,
      ['invalid_client', 'invalid_request'],
    );
  good(t, await ping(x, c), 'still works afterwards');
});

check('private-key-jwt-replay', { needs: 'client:pkjwt' }, async (t, x) => {
  const c = x.client('pkjwt');
  const a = await x.assertion(c);
  const b = {
    client_id: c.client_id,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: a,
  };
  good(t, await ping(x, c, { auth: false }, b), 'first use');
  badAuth(t, x, await ping(x, c, { auth: false }, b), 'second use of the same jti', [
    'invalid_client',
    'invalid_grant',
  ]);
  if (x.as.pushed_authorization_request_endpoint) {
    const r = await x.call('pushed_authorization_request_endpoint', c, { ...x.authParams(c).p, ...b }, { auth: false });
    t.ok(r.status >= 400, 'same jti accepted at the PAR endpoint');
  }
});
