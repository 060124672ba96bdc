// Random input, repeatable with --seed: whatever is sent, the answer is calm, quick and gives nothing away.
import { section } from '../lib/runner.mjs';
import { rnd, withQuery } from '../lib/ctx.mjs';
import { fuzz, latin } from '../lib/fuzzing.mjs';
import { spoilJwt } from '../lib/nasty.mjs';

section('random input (--seed repeats it)');

fuzz('client-assertion', { needs: 'client:pkjwt' }, async (x) => {
  const c = x.client('pkjwt');
  const good = await x.assertion(c);
  return (dice) =>
    x.call(
      'token_endpoint',
      c,
      {
        grant_type: 'authorization_code',
        code: 'x',
        client_id: c.client_id,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: spoilJwt(dice, good).toWellFormed(),
      },
      { auth: false },
    );
});

fuzz('dpop-proof', { needs: ['dpop', 'client:basic', 'userinfo'] }, async (x) => {
  const key = await x.dpopKey();
  const good = await x.proof({ key, htm: 'POST', htu: x.as.token_endpoint });
  return (dice, i) => {
    const dpop = latin(spoilJwt(dice, good));
    return i % 2
      ? x.call(
          'token_endpoint',
          x.client('basic'),
          { grant_type: 'authorization_code', code: 'x' },
          { headers: { dpop } },
        )
      : x.http.get(x.as.userinfo_endpoint, { headers: { authorization: `DPoP ${rnd()}`, dpop } });
  };
});

fuzz('request-object', { needs: ['jar', 'client:jar'] }, async (x) => {
  const c = x.client('jar');
  const k = c.request_jwk;
  const good = await x.jws(
    { iss: c.client_id, aud: x.issuer, exp: 4e9, ...x.authParams(c).p },
    { alg: k.alg, kid: k.kid },
    k,
  );
  return (dice) =>
    x.http.get(
      withQuery(x.as.authorization_endpoint, {
        client_id: c.client_id,
        response_type: 'code',
        scope: 'openid',
        request: spoilJwt(dice, good).toWellFormed(),
      }),
      { retry429: false },
    );
});

// A certified provider was seen to answer 500 to a JWT at introspection.
fuzz('tokens-of-others', { needs: 'client:basic' }, async (x, t) => {
  const c = x.client('basic');
  const f = await x.flow(t, c);
  const caller = x.client('resource_server') ?? c;
  return async (dice, i) => {
    const token = spoilJwt(
      dice,
      dice.one([f.tok.id_token, f.tok.access_token].filter((jwt) => jwt.split('.').length === 3)),
    ).toWellFormed();
    if (i % 3 === 0)
      return x.http.get(x.as.userinfo_endpoint, { headers: { authorization: latin(`Bearer ${token}`) } });
    if (i % 3 === 1 && x.as.introspection_endpoint) {
      const r = await x.call('introspection_endpoint', caller, { token });
      t.ok(
        r.json?.active !== true || [f.tok.access_token, f.tok.id_token].includes(token),
        `a spoilt token is active: ${token.slice(0, 80)}`,
      );
      return r;
    }
    return x.call('revocation_endpoint', c, { token });
  };
});
