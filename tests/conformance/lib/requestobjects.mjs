// Request objects, and requests that carry one.
import { randomUUID } from 'node:crypto';
import { now } from './values.mjs';

// the client 'jar' has request_jwk (private JWK whose public part is registered); else pkjwt's key is used
export const C = (x) => {
  const c = x.client('jar') ?? x.client('pkjwt');
  return { c, k: c?.request_jwk ?? c?.jwk };
};

export const needJar = (t, x) => {
  const { c, k } = C(x);
  if (!c || !k) t.skip("no client 'jar' with request_jwk");
  return { c, k };
};

export const ro = (x, c, k, p, { claims = {}, header = {}, drop = [], alg } = {}) => {
  const pl = {
    iss: c.client_id,
    aud: x.issuer,
    iat: now(),
    nbf: now() - 5,
    exp: now() + 55,
    jti: randomUUID(),
    ...p,
    ...claims,
  };
  for (const d of drop) delete pl[d];
  return x.jws(pl, { alg: alg ?? k.alg ?? 'RS256', kid: k.kid, typ: 'oauth-authz-req+jwt', ...header }, k);
};

export const go = async (x, c, k, { o = {}, extra = {}, outer = {}, interactive = true, jar } = {}) => {
  const { p, verifier } = x.authParams(c, extra);
  const request = await ro(x, c, k, p, o);
  const a = await x.authorize(
    c,
    {},
    {
      jar,
      interactive,
      raw: new URLSearchParams({
        client_id: c.client_id,
        response_type: p.response_type ?? 'code',
        scope: 'openid',
        request,
        ...outer,
      }).toString(),
    },
  );
  a.params = p;
  a.verifier = verifier;
  return a;
};
