import { check, section } from '../lib/runner.mjs';
import { describe, oidc, sleep, newJar, withQuery, rnd } from '../lib/ctx.mjs';

section('pushed authorization requests (RFC 9126)');
const P = 'pushed_authorization_request_endpoint';
const push = (x, c, extra = {}, o = {}) => {
  const { p, verifier } = x.authParams(c, extra);
  return x.call(P, c, p, o).then((r) => ({ r, p, verifier }));
};

const use = async (x, c, uri, { jar = newJar(), extra = {}, interactive = true, p, client_id } = {}) => {
  const url = withQuery(x.as.authorization_endpoint, {
    client_id: client_id ?? c.client_id,
    request_uri: uri,
    ...extra,
  });
  const browser = x.browser(jar, c, p);
  const steps = [];
  let out = interactive
    ? await x.driver.signIn({
        authorizeUrl: url,
        jar,
        hints: {
          user: x.user(),
          redirectUris: c.redirect_uris,
          redirectUri: p?.redirect_uri,
          browser,
          steps,
          params: p,
        },
      })
    : await browser.go(url);
  if (typeof out === 'string') out = { kind: 'callback', via: 'redirect', url: out };
  const cb =
    out.kind === 'callback'
      ? Object.fromEntries(out.via === 'form_post' ? out.entries : new URL(out.url).searchParams)
      : undefined;
  return { out, cb, params: p ?? {}, steps, jar };
};

check('par-happy-flow', { needs: ['par', 'client:basic'] }, async (t, x) => {
  const c = x.client('basic');
  const { r, p, verifier } = await push(x, c);
  t.eq(r.status, 201, 'status');
  t.must(r.json?.request_uri, `no request_uri: ${r.text.slice(0, 200)}`);
  t.ok(/^urn:ietf:params:oauth:request_uri:.{16,}/.test(r.json.request_uri), `request_uri ${r.json.request_uri}`);
  t.ok(
    Number.isInteger(r.json.expires_in) && r.json.expires_in > 0 && r.json.expires_in <= 600,
    `expires_in ${r.json.expires_in}`,
  );
  t.ok(/no-store|no-cache/.test(r.headers['cache-control'] ?? ''), 'Cache-Control');
  t.ok(/json/.test(r.headers['content-type'] ?? ''), 'content-type');
  const a = await use(x, c, r.json.request_uri, { p });
  a.verifier = verifier;
  x.code(t, a);
  const k = x.tokenResponse(t, await x.exchange(c, a));
  await x.idToken(t, k.id_token, { client: c, nonce: p.nonce, at: k.access_token });
});

check('par-openid-client', { needs: ['par', 'client:basic'] }, async (t, x) => {
  const c = x.client('basic');
  const lc = await x.lib(c);
  const v = oidc.randomPKCECodeVerifier();
  const u = await oidc.buildAuthorizationUrlWithPAR(lc, {
    redirect_uri: c.redirect_uris[0],
    scope: 'openid',
    code_challenge: await oidc.calculatePKCECodeChallenge(v),
    code_challenge_method: 'S256',
    state: 's1',
  });
  const jar = newJar();
  const out = await x.driver.signIn({
    authorizeUrl: u.href,
    jar,
    hints: { user: x.user(), redirectUris: c.redirect_uris, browser: x.browser(jar, c), steps: [], params: {} },
  });
  const tok = await oidc.authorizationCodeGrant(lc, new URL(out.url ?? out), {
    pkceCodeVerifier: v,
    expectedState: 's1',
  });
  t.ok(tok.id_token, 'id_token');
});

for (const n of ['post', 'pkjwt', 'public'])
  check(`par-${n}`, { needs: ['par', `client:${n}`] }, async (t, x) => {
    await x.flow(t, x.client(n), {}, { par: true });
  });
check('par-required-client', { needs: ['par', 'client:par'] }, async (t, x) => {
  const c = x.client('par');
  await x.flow(t, c);
  const a = await x.authorize(c, {}, { par: false, interactive: false });
  x.error(t, a, ['invalid_request', 'unauthorized_client'], { page: true, what: 'request without PAR' });
});

check('par-client-authentication', { needs: ['par', 'client:basic'] }, async (t, x) => {
  const c = x.client('basic');
  for (const [n, o] of [
    ['wrong secret', { secret: 'wrong' }],
    ['client_id only', { auth: 'none' }],
    ['nothing', { auth: false }],
  ]) {
    const { r } = await push(x, c, {}, o);
    x.tokenError(t, r, ['invalid_client', 'invalid_request'], { what: n, status: [400, 401] });
  }
  const { r } = await push(x, c, { client_id: x.client('second')?.client_id ?? 'other' });
  x.tokenError(t, r, ['invalid_request', 'invalid_client'], {
    what: 'client_id of another client',
    status: [400, 401],
  });
});

check('par-errors-are-json', { needs: ['par', 'client:basic'] }, async (t, x) => {
  const c = x.client('basic');
  for (const [n, e, codes] of [
    ['redirect_uri', { redirect_uri: 'https://evil.example/cb' }, ['invalid_request', 'invalid_redirect_uri']],
    ['no redirect_uri', { redirect_uri: null }, ['invalid_request', 'invalid_redirect_uri']],
    ['response_type', { response_type: 'foo' }, ['unsupported_response_type', 'invalid_request']],
    ['no response_type', { response_type: null }, ['invalid_request', 'unsupported_response_type']],
    ['plain PKCE', { code_challenge_method: 'plain' }, ['invalid_request']],
    ['prompt', { prompt: 'none login' }, ['invalid_request']],
    [
      'request_uri',
      { request_uri: 'urn:ietf:params:oauth:request_uri:abc' },
      ['invalid_request', 'request_uri_not_supported'],
    ],
    [
      'foreign request_uri',
      { request_uri: 'https://evil.example/x.jwt' },
      ['invalid_request', 'request_uri_not_supported'],
    ],
    ['max_age', { max_age: 'x' }, ['invalid_request']],
    ['response_mode', { response_mode: 'foo' }, ['invalid_request', 'unsupported_response_mode']],
  ]) {
    const { r } = await push(x, c, e);
    x.tokenError(t, r, codes, { what: n });
  }
  const d = await x.http.post(
    x.as[P],
    [
      ['client_id', c.client_id],
      ['scope', 'openid'],
      ['scope', 'openid'],
      ['response_type', 'code'],
      ['redirect_uri', c.redirect_uris[0]],
    ],
    { headers: { authorization: x.basic(c.client_id, c.client_secret) } },
  );
  x.tokenError(t, d, 'invalid_request', { what: 'duplicate scope' });
});

check('par-invalid-http-verb', { needs: ['par', 'client:basic'] }, async (t, x) => {
  for (const m of ['GET', 'PUT', 'DELETE']) {
    const r = await x.http.send(m, x.as[P], { body: m === 'GET' ? undefined : '' });
    t.in(r.status, [404, 405], m);
  }
});

check('par-request-uri-is-bound-to-client', { needs: ['par', 'client:basic', 'client:second'] }, async (t, x) => {
  const { r, p } = await push(x, x.client('basic'));
  const a = await use(x, x.client('second'), r.json.request_uri, { p, interactive: false });
  if (a.out.kind === 'page') x.errorPage(t, a.out, 'request_uri of another client');
  else t.ok(a.cb.error && !a.cb.code, `request_uri of another client: ${describe(a.out)}`);
});

check('par-attempt-reuse-request-uri', { needs: ['par', 'client:basic'] }, async (t, x) => {
  const c = x.client('basic');
  const { r, p } = await push(x, c);
  const a = await use(x, c, r.json.request_uri, { p });
  t.must(a.cb?.code, 'first use');
  const b = await use(x, c, r.json.request_uri, { p, jar: a.jar });
  t.warn(!b.cb?.code, 'a request_uri can be used twice (RFC 9126 7.3 SHOULD be one-time)');
});

check('par-two-visits-before-login-is-fine', { needs: ['par', 'client:basic'] }, async (t, x) => {
  const c = x.client('basic');
  const { r, p } = await push(x, c);
  const jar = newJar();
  const a = await use(x, c, r.json.request_uri, { p, jar, interactive: false });
  t.ok(a.out.kind === 'page' && a.out.status < 400, describe(a.out));
  const b = await use(x, c, r.json.request_uri, { p, jar });
  t.warn(b.cb?.code, `second visit before the login: ${describe(b.out)} (FAPI 2 5.3.2.2 note 3)`);
});

check('par-unknown-request-uri', { needs: ['par', 'client:basic'] }, async (t, x) => {
  const c = x.client('basic');
  for (const u of [
    `urn:ietf:params:oauth:request_uri:${rnd(24)}`,
    'urn:ietf:params:oauth:request_uri:',
    'urn:x',
    'x',
    ' ',
    'javascript:alert(1)',
  ]) {
    const a = await use(x, c, u, { interactive: false, p: { redirect_uri: c.redirect_uris[0] } });
    if (a.out.kind === 'page') x.errorPage(t, a.out, `request_uri ${u}`);
    else t.ok(a.cb.error, `request_uri ${u}: ${describe(a.out)}`);
  }
});

check('par-parameters-outside-are-ignored', { needs: ['par', 'client:basic'] }, async (t, x) => {
  const c = x.client('basic');
  const { r, p, verifier } = await push(x, c);
  const a = await use(x, c, r.json.request_uri, {
    p,
    extra: { state: 'outside', nonce: 'outside', redirect_uri: 'https://evil.example/cb', scope: 'openid email phone' },
  });
  if (a.out.kind === 'page' || a.cb?.error) {
    t.info(`refused: ${describe(a.out)}`);
    t.ok(!a.out.url?.includes('evil.example'), 'redirected to the outer redirect_uri');
    return;
  }
  a.verifier = verifier;
  x.code(t, a);
  const k = x.tokenResponse(t, await x.exchange(c, a));
  await x.idToken(t, k.id_token, { client: c, nonce: p.nonce, at: k.access_token });
  t.ok(!(k.scope ?? '').includes('phone'), 'scope from outside was used');
});

check('par-without-duplicate-parameters', { needs: ['par', 'client:basic'] }, async (t, x) => {
  const c = x.client('basic');
  const { r, p } = await push(x, c);
  const a = await use(x, c, r.json.request_uri, { p });
  t.ok(a.cb?.code, describe(a.out));
  const b = await push(x, c);
  const browser = x.browser(newJar(), c);
  const o = await browser.go(withQuery(x.as.authorization_endpoint, { request_uri: b.r.json.request_uri }));
  x.errorPage(t, o, 'request_uri without client_id');
});

check(
  'par-attempt-to-use-expired-request-uri',
  { needs: ['par', 'client:basic'], slow: 'expires_in of the request_uri' },
  async (t, x) => {
    const c = x.client('basic');
    const { r, p } = await push(x, c);
    if (r.json.expires_in > 120) t.skip(`expires_in is ${r.json.expires_in} s`);
    await sleep((r.json.expires_in + 2) * 1000);
    const a = await use(x, c, r.json.request_uri, { p, interactive: false });
    if (a.out.kind === 'page') x.errorPage(t, a.out, 'expired request_uri');
    else t.ok(a.cb.error, describe(a.out));
  },
);

check('par-cancelled-user', { needs: ['par', 'client:basic'] }, async (t, x) => {
  const a = await x.authorize(x.client('basic'), { prompt: 'consent' }, { par: true, deny: true });
  if (!a.steps.includes('deny')) t.skip('nothing to press');
  x.error(t, a, 'access_denied');
});
