import { check, section } from '../lib/runner.mjs';
import { jose, oauth, now, describe } from '../lib/ctx.mjs';

section('resource indicators (RFC 8707) and JWT access tokens (RFC 9068)');
const apiFlow = async (t, x, extra = {}, opts = {}) => {
  const c = x.client('basic');
  const api = x.cfg.api;
  const a = await x.authorize(
    c,
    { scope: `openid ${api.scope}`, ...(api.resourceParameter === false ? {} : { resource: api.resource }), ...extra },
    opts,
  );
  x.code(t, a);
  const r = await x.exchange(
    c,
    a,
    api.resourceParameter === false
      ? {}
      : { resource: extra.resource && !Array.isArray(extra.resource) ? extra.resource : api.resource },
    opts.tokenOpts,
  );
  return { a, r };
};

check('resource-indicator', { needs: ['client:basic', 'resource'] }, async (t, x) => {
  const { r } = await apiFlow(t, x);
  const k = x.tokenResponse(t, r);
  const i =
    k.access_token.split('.').length === 3
      ? jose.decodeJwt(k.access_token)
      : (await x.call('introspection_endpoint', x.client('resource_server'), { token: k.access_token })).json;
  t.eq(JSON.stringify([].concat(i.aud)), JSON.stringify([x.cfg.api.resource]), 'aud');
  const s = String(i.scope ?? k.scope ?? '').split(' ');
  for (const n of x.cfg.api.scope.split(' ')) t.ok(s.includes(n), `scope ${n} in ${s}`);
});

check('resource-unknown-is-invalid-target', { needs: ['client:basic', 'resource'] }, async (t, x) => {
  const c = x.client('basic');
  for (const r of ['https://unknown.example/', 'urn:unknown:api']) {
    const a = await x.silent(c, { resource: r });
    x.error(t, a, 'invalid_target', { what: `resource ${r}` });
  }
  for (const r of ['relative', 'https://api.example.com#frag', '', 'http://[', ' ']) {
    const a = await x.silent(c, { resource: r });
    if (a.out.kind === 'callback') x.error(t, a, ['invalid_target', 'invalid_request'], { what: `resource ${r}` });
    else {
      t.ok(a.out.status < 500, describe(a.out));
      t.warn(a.out.status >= 400 || r === '', `resource ${JSON.stringify(r)} is ignored`);
    }
  }
  await x.flow(t, c);
});

check('resource-at-token-must-be-granted', { needs: ['client:basic', 'resource'] }, async (t, x) => {
  const c = x.client('basic');
  const a = await x.authorize(c, { scope: `openid ${x.cfg.api.scope}`, resource: x.cfg.api.resource });
  x.code(t, a);
  const r = await x.exchange(c, a, { resource: x.cfg.api.second_resource ?? 'https://unknown.example/' });
  x.tokenError(t, r, ['invalid_target', 'invalid_grant'], { what: 'another resource at the token endpoint' });
});

check('rfc9068-jwt-access-token', { needs: ['client:basic', 'resource'] }, async (t, x) => {
  const { a, r } = await apiFlow(t, x);
  const k = x.tokenResponse(t, r);
  t.must(k.access_token.split('.').length === 3, 'access token is no JWT');
  const h = jose.decodeProtectedHeader(k.access_token);
  t.ok(/^(application\/)?at\+jwt$/i.test(h.typ ?? ''), `typ ${h.typ}`);
  t.ok(h.alg !== 'none' && !/^HS/.test(h.alg), `alg ${h.alg}`);
  t.ok(h.kid, 'kid');
  const v = await jose.jwtVerify(k.access_token, jose.createLocalJWKSet(x.jwks), {
    issuer: x.issuer,
    audience: x.cfg.api.resource,
    typ: 'at+jwt',
  });
  const p = v.payload;
  for (const m of ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'])
    t.ok(p[m] !== undefined, `required claim ${m} is missing`);
  t.eq(p.client_id, x.client('basic').client_id, 'client_id');
  t.ok(typeof p.scope === 'string', 'scope is no string');
  t.ok(p.exp > now() && p.exp - p.iat <= 86400, 'lifetime');
  t.ok(Math.abs(p.exp - now() - k.expires_in) < 10, 'exp does not fit expires_in');
  if (k.id_token) t.eq(p.sub, jose.decodeJwt(k.id_token).sub, 'sub');
  for (const m of ['nonce', 'at_hash', 'email', 'name']) t.warn(!(m in p), `access token has ${m}`);
  const req = new Request(x.cfg.api.resource, { headers: { authorization: `Bearer ${k.access_token}` } });
  await oauth.validateJwtAccessToken(x.as, req, x.cfg.api.resource, {
    [oauth.customFetch]: x.customFetch,
    [oauth.allowInsecureRequests]: true,
  });
  void a;
  const two = await apiFlow(t, x, {}, { jar: a.jar });
  t.ok(jose.decodeJwt(two.r.json.access_token).jti !== p.jti, 'jti is the same twice');
});

check('rfc9068-with-dpop', { needs: ['client:basic', 'resource', 'dpop'] }, async (t, x) => {
  const key = await x.dpopKey();
  const { r } = await apiFlow(t, x, {}, { tokenOpts: { dpop: { key } } });
  const k = x.tokenResponse(t, r, { dpop: true });
  t.eq(jose.decodeJwt(k.access_token).cnf?.jkt, key.jkt, 'cnf.jkt');
});

check('api-token-is-not-for-userinfo', { needs: ['client:basic', 'resource', 'userinfo'] }, async (t, x) => {
  const { r } = await apiFlow(t, x);
  const u = await x.userinfo(r.json.access_token);
  if (u.status === 200) {
    const p = jose.decodeJwt(r.json.access_token);
    t.warn(
      [].concat(p.aud).some((a) => a === x.issuer || a === x.as.userinfo_endpoint),
      'userinfo takes a token whose aud is only the API',
    );
  } else t.in(u.status, [401, 403], 'status');
});

check('id-token-is-not-an-access-token', { needs: ['client:basic', 'userinfo'] }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  t.eq((await x.userinfo(f.tok.id_token)).status, 401, 'userinfo with an id_token');
});

check('forged-jwt-access-tokens', { needs: ['client:basic', 'userinfo', 'resource'] }, async (t, x) => {
  const { r } = await apiFlow(t, x);
  const [h, p, s] = r.json.access_token.split('.');
  const none = `${Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(h, 'base64url')), alg: 'none' })).toString('base64url')}.${p}.`;
  const other = `${h}.${Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(p, 'base64url')), aud: x.issuer, scope: 'openid' })).toString('base64url')}.${s}`;
  for (const f of [none, other, `${h}.${p}.`]) {
    t.eq((await x.userinfo(f)).status, 401, 'forged token at userinfo');
    if (x.as.introspection_endpoint && x.client('resource_server'))
      t.ok(
        (await x.call('introspection_endpoint', x.client('resource_server'), { token: f })).json?.active !== true,
        'forged token active at introspection',
      );
  }
});

check(
  'introspection-and-revocation-of-a-jwt-access-token',
  { needs: ['client:basic', 'resource', 'introspection', 'client:resource_server'] },
  async (t, x) => {
    const { r } = await apiFlow(t, x);
    const k = x.tokenResponse(t, r);
    const i = await x.call('introspection_endpoint', x.client('resource_server'), { token: k.access_token });
    if (i.status === 400) t.skip(`JWT access tokens are not introspected here (${i.json?.error})`);
    t.eq(i.json?.active, true, 'active');
    t.eq(i.json?.client_id, x.client('basic').client_id, 'client_id');
    t.ok([].concat(i.json?.aud).includes(x.cfg.api.resource), `aud ${i.json?.aud}`);
    if (x.as.revocation_endpoint) {
      const v = await x.call('revocation_endpoint', x.client('basic'), { token: k.access_token });
      t.in(v.status, [200, 400], 'revocation');
      if (v.status === 400) t.eq(v.json?.error, 'unsupported_token_type', 'error');
      else
        t.warn(
          (await x.call('introspection_endpoint', x.client('resource_server'), { token: k.access_token })).json
            ?.active === false,
          'a revoked JWT access token is still active at introspection',
        );
    }
  },
);
