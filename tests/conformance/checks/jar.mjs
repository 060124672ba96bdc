import { check, section } from '../lib/runner.mjs';
import { describe, now, oidc, jose, newJar, rnd } from '../lib/ctx.mjs';
import { generateKeyPairSync } from 'node:crypto';
import { needJar, ro, go } from '../lib/requestobjects.mjs';

section('request objects (RFC 9101, OIDC Core 6)');

check('jar-happy-flow', { needs: ['jar'] }, async (t, x) => {
  const { c, k } = needJar(t, x);
  const a = await go(x, c, k);
  x.code(t, a);
  const r = x.tokenResponse(t, await x.exchange(c, a));
  await x.idToken(t, r.id_token, { client: c, nonce: a.params.nonce, at: r.access_token });
  const b = await go(x, c, k, { o: { header: { typ: 'JWT' } } });
  t.warn(b.cb?.code, 'typ JWT refused');
});

check('jar-openid-client', { needs: ['jar'] }, async (t, x) => {
  const { c, k } = needJar(t, x);
  const lc = await x.lib(c);
  const v = oidc.randomPKCECodeVerifier();
  const key = await jose.importJWK(k, k.alg ?? 'RS256');
  const u = await oidc.buildAuthorizationUrlWithJAR(
    lc,
    {
      redirect_uri: c.redirect_uris[0],
      scope: 'openid',
      state: 's',
      code_challenge: await oidc.calculatePKCECodeChallenge(v),
      code_challenge_method: 'S256',
    },
    { key, kid: k.kid },
  );
  const jar = newJar();
  const out = await x.driver.signIn({
    authorizeUrl: u.href,
    jar,
    hints: { user: x.user(), redirectUris: c.redirect_uris, browser: x.browser(jar, c), steps: [], params: {} },
  });
  const tok = await oidc.authorizationCodeGrant(lc, new URL(out.url ?? out), {
    pkceCodeVerifier: v,
    expectedState: 's',
  });
  t.ok(tok.id_token, 'id_token');
});

check('jar-parameters-in-the-object-win', { needs: ['jar'] }, async (t, x) => {
  const { c, k } = needJar(t, x);
  const a = await go(x, c, k, { outer: { state: 'outer', nonce: 'outer' } });
  if (a.cb?.error || a.out.kind === 'page') {
    t.info('refused');
    x.error(t, a, ['invalid_request', 'invalid_request_object'], { page: true });
    return;
  }
  x.code(t, a);
  const r = x.tokenResponse(t, await x.exchange(c, a));
  await x.idToken(t, r.id_token, { client: c, nonce: a.params.nonce, at: r.access_token });
  const b = await go(x, c, k, { extra: { state: null }, outer: { state: 'only-outside' } });
  if (b.cb?.code)
    t.ok(b.cb.state === undefined, 'state from outside the object is used (RFC 9101 6.3: only the object counts)');
});

check('oidcc-ensure-request-object-with-redirect-uri', { needs: ['jar'] }, async (t, x) => {
  const { c, k } = needJar(t, x);
  const a = await go(x, c, k, { outer: { redirect_uri: 'https://evil.example/cb' } });
  if (a.out.kind === 'page') t.ok(a.out.status >= 400, describe(a.out));
  else t.ok(!a.out.url.includes('evil.example'), `redirected to the outer redirect_uri ${a.out.url}`);
});

check('jar-negative', { needs: ['jar'] }, async (t, x) => {
  const { c, k } = needJar(t, x);
  const other = {
    ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
    kid: k.kid,
    alg: 'RS256',
  };
  const E = ['invalid_request_object', 'invalid_request', 'invalid_client'];
  for (const [n, o, kk] of [
    ['signature of another key', {}, other],
    ['expired', { claims: { exp: now() - 300, iat: now() - 600 } }],
    ['wrong aud', { claims: { aud: 'https://other.example' } }],
    ['iss of another client', { claims: { iss: 'someone-else' } }],
    ['nbf in 10 minutes', { claims: { nbf: now() + 600, exp: now() + 900 } }],
    ['client_id of another client', { claims: { client_id: x.client('basic').client_id } }],
    ['request inside', { claims: { request: 'x' } }],
    ['request_uri inside', { claims: { request_uri: 'urn:x' } }],
    ['redirect_uri not registered', { claims: { redirect_uri: 'https://evil.example/cb' } }],
    ['client assertion as request object', { claims: { sub: c.client_id } }],
  ]) {
    const a = await go(x, c, kk ?? k, { o, interactive: false });
    if (n === 'client assertion as request object') {
      t.info(`sub = client_id: ${describe(a.out)}`);
      continue;
    }
    if (a.out.kind === 'callback') {
      t.ok(!a.out.url.includes('evil.example'), `${n}: redirected to evil.example`);
      t.ok(a.cb.error && !a.cb.code, `${n} accepted`);
      t.in(a.cb.error, E, n);
    } else x.errorPage(t, a.out, n);
  }
  for (const g of ['x', 'a.b.c', '...', `${'a'.repeat(3000)}`, '{}']) {
    const { p } = x.authParams(c);
    const a = await x.silent(c, p, { raw: new URLSearchParams({ ...p, request: g }).toString() });
    if (a.out.kind === 'callback') t.ok(a.cb.error, `request=${g.slice(0, 10)}: ${describe(a.out)}`);
    else x.errorPage(t, a.out, `request=${g.slice(0, 10)}`);
  }
  for (const [n, o] of [
    ['exp missing', { drop: ['exp'] }],
    ['nbf missing', { drop: ['nbf'] }],
    ['iss missing', { drop: ['iss'] }],
    ['aud missing', { drop: ['aud'] }],
  ]) {
    const a = await go(x, c, k, { o, interactive: false });
    t.info(`${n}: ${describe(a.out)}`);
    t.ok(a.out.kind === 'callback' || a.out.status < 500, n);
  }
});

check('jar-replay', { needs: ['jar'] }, async (t, x) => {
  const { c, k } = needJar(t, x);
  const a = await go(x, c, k, { o: { claims: { jti: 'fixed-jti-' + rnd(6) } } });
  t.must(a.cb?.code, 'first');
  const b = await x.authorize(c, {}, { jar: a.jar, interactive: false, raw: new URL(a.url).search.slice(1) });
  t.info(`replay: ${describe(b.out)}`);
  t.ok(b.out.kind === 'callback' || b.out.status < 500, 'status');
});

check(
  'oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported',
  { needs: 'client:basic' },
  async (t, x) => {
    const c = x.client('basic');
    const a = await go(x, c, { alg: 'none' }, { o: { header: { kid: undefined, typ: undefined } } });
    const none = (x.as.request_object_signing_alg_values_supported ?? []).includes('none');
    if (a.cb?.code) {
      t.ok(none, 'an unsigned request object is used although alg none is not announced');
      t.eq(a.cb.state, a.params.state, 'state of the object');
    } else x.error(t, a, ['request_not_supported', 'invalid_request_object', 'invalid_request'], { page: true });
  },
);

check('request-and-request-uri-not-supported', { needs: 'client:basic' }, async (t, x) => {
  const c = x.client('basic');
  if (x.as.request_parameter_supported !== true) {
    const a = await x.silent(c, { request: 'eyJhbGciOiJub25lIn0.e30.' });
    x.error(t, a, ['request_not_supported', 'invalid_request'], { page: true, what: 'request' });
    if (a.out.kind === 'callback') t.warn(a.cb.error === 'request_not_supported', `code ${a.cb.error}`);
  }
  if (x.as.request_uri_parameter_supported !== true) {
    const a = await x.silent(c, { request_uri: `${x.base ?? 'https://client.example'}/request.jwt` });
    x.error(t, a, ['request_uri_not_supported', 'invalid_request', 'invalid_request_uri'], {
      page: true,
      what: 'request_uri',
    });
    if (x.received.some((r) => r.path === '/request.jwt'))
      t.ok(false, 'the provider fetched a request_uri although it says it does not support it');
  }
});

check('request-and-request-uri-together', { needs: ['jar'] }, async (t, x) => {
  const { c, k } = needJar(t, x);
  const a = await go(x, c, k, { outer: { request_uri: 'urn:ietf:params:oauth:request_uri:abc' }, interactive: false });
  x.error(t, a, ['invalid_request', 'invalid_request_object', 'invalid_request_uri', 'request_uri_not_supported'], {
    page: true,
  });
});

check('jar-inside-par', { needs: ['jar', 'par'] }, async (t, x) => {
  const { c, k } = needJar(t, x);
  const { p, verifier } = x.authParams(c);
  const request = await ro(x, c, k, p);
  const r = await x.call('pushed_authorization_request_endpoint', c, { client_id: c.client_id, request });
  t.must(r.status === 201, `PAR with a request object: ${r.status} ${r.text.slice(0, 200)}`);
  const a = await x.authorize(
    c,
    {},
    { raw: new URLSearchParams({ client_id: c.client_id, request_uri: r.json.request_uri }).toString() },
  );
  a.params = p;
  a.verifier = verifier;
  x.code(t, a);
  x.tokenResponse(t, await x.exchange(c, a));
});

check('oidcc-request-uri-signed-rs256', { needs: ['request_uri', 'listen'] }, async (t, x) => {
  const { c, k } = needJar(t, x);
  const { p, verifier } = x.authParams(c);
  const u = x.host('/request.jwt', await ro(x, c, k, p), 'application/oauth-authz-req+jwt');
  const a = await x.authorize(
    c,
    {},
    {
      raw: new URLSearchParams({
        client_id: c.client_id,
        response_type: 'code',
        scope: 'openid',
        request_uri: u,
      }).toString(),
    },
  );
  a.params = p;
  a.verifier = verifier;
  x.code(t, a);
});
