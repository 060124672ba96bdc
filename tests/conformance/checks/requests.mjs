import { check, section } from '../lib/runner.mjs';
import { describe, oidc, form } from '../lib/ctx.mjs';

section('authorization request: response_type, response_mode, redirect_uri');

check('oidcc-response-type-missing', { needs: 'client:basic' }, async (t, x) => {
  const a = await x.silent(x.client('basic'), { response_type: null });
  x.error(t, a, ['invalid_request', 'unsupported_response_type'], { page: true });
});

check('response-type-unsupported', { needs: 'client:basic' }, async (t, x) => {
  for (const r of ['foo', 'token', 'id_token', 'id_token token', 'code token', 'code id_token', 'none', 'CODE', '']) {
    if (
      (x.as.response_types_supported ?? [])
        .map((s) => s.split(' ').sort().join(' '))
        .includes(r.split(' ').sort().join(' '))
    )
      continue;
    const a = await x.silent(x.client('basic'), { response_type: r });
    const how = x.error(t, a, ['unsupported_response_type', 'invalid_request', 'unauthorized_client'], {
      page: true,
      what: `response_type=${r}`,
    });
    t.warn(how === 'redirect' || r === '', `response_type=${r}: error page instead of a redirect`);
    if (a.out.kind === 'callback')
      t.ok(!a.cb.access_token && !a.cb.id_token, `response_type=${r}: tokens in the answer`);
  }
  const d = await x.silent(x.client('basic'), { response_type: 'code code' });
  t.warn(d.out.kind === 'callback' ? !d.cb.code : d.out.status >= 400, 'response_type "code code" is taken as code');
});

check('oidcc-formpost-basic', { needs: ['client:basic', 'form_post'] }, async (t, x) => {
  const c = x.client('basic');
  const f = await x.flow(t, c, { response_mode: 'form_post' }, { via: 'form_post' });
  const o = f.a.out;
  const u = new URL(o.url);
  t.ok(!u.searchParams.has('code') && !u.searchParams.has('error') && !u.hash, 'code or error also in the URL');
  t.warn(/no-store/.test(o.headers['cache-control'] ?? ''), 'form_post page lacks Cache-Control: no-store');
  t.ok(/html/.test(o.headers['content-type']), 'content-type');
  const csp = o.headers['content-security-policy'] ?? '';
  if (/form-action/.test(csp))
    t.ok(/form-action[^;]*(\*|http:\/\/127|https?:)/.test(csp), `CSP form-action would block the post: ${csp}`);
  if (csp && /script-src|default-src/.test(csp))
    t.ok(/nonce-|sha256-|unsafe-inline|'self'/.test(csp), 'CSP would block the auto-submit script');
  const lc = await x.lib(c);
  const a = await x.authorize(c, { response_mode: 'form_post' }, { jar: f.jar });
  t.must(a.out.via === 'form_post', 'second form_post');
  const tok = await oidc.authorizationCodeGrant(
    lc,
    new Request(a.out.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form(a.out.entries),
    }),
    { pkceCodeVerifier: a.verifier, expectedState: a.params.state, expectedNonce: a.params.nonce },
  );
  t.ok(tok.id_token, 'openid-client accepts the form post');
  const e = await x.silent(c, { response_mode: 'form_post', prompt: 'none' });
  t.eq(e.out.via, 'form_post', 'error by form_post');
  x.error(t, e, ['login_required', 'interaction_required']);
});

check('form-post-escapes-html', { needs: ['client:basic', 'form_post'] }, async (t, x) => {
  const s = '"><script>alert(1)</script>\'&<x';
  const e = await x.silent(x.client('basic'), { response_mode: 'form_post', prompt: 'none', state: s });
  t.must(e.out.via === 'form_post', `got ${describe(e.out)}`);
  t.eq(e.cb.state, s, 'state');
  t.ok(!e.out.html.includes('<script>alert(1)'), 'state is not escaped in the form_post page');
});

check('response-mode-query-and-fragment', { needs: 'client:basic' }, async (t, x) => {
  const c = x.client('basic');
  const f = await x.flow(t, c, { response_mode: 'query' });
  t.ok(new URL(f.a.out.url).searchParams.has('code'), 'query');
  if ((x.as.response_modes_supported ?? []).includes('fragment')) {
    const g = await x.flow(t, c, { response_mode: 'fragment' }, { jar: f.jar });
    t.ok(new URL(g.a.out.url).hash.includes('code='), 'fragment');
    t.ok(!new URL(g.a.out.url).searchParams.has('code'), 'code also in the query');
  }
});

check('response-mode-unknown', { needs: 'client:basic' }, async (t, x) => {
  for (const m of ['foo', 'jwt', 'web_message']) {
    if ((x.as.response_modes_supported ?? []).includes(m)) continue;
    const a = await x.silent(x.client('basic'), { response_mode: m });
    x.error(t, a, ['invalid_request', 'unsupported_response_mode'], { page: true, what: `response_mode=${m}` });
  }
});

check('client-id-unknown-or-missing', { needs: 'client:basic' }, async (t, x) => {
  for (const id of ['no-such-client', null, '', ' ', '%', "' or 1=1--", '../basic', 'a'.repeat(2000)]) {
    const a = await x.silent(x.client('basic'), { client_id: id });
    t.ok(a.out.kind === 'page', `client_id ${JSON.stringify(id)?.slice(0, 30)}: redirected to ${a.out.url}`);
    if (a.out.kind === 'page') x.errorPage(t, a.out, `client_id ${JSON.stringify(id)?.slice(0, 30)}`);
  }
});

check('duplicate-parameters', { needs: 'client:basic' }, async (t, x) => {
  const c = x.client('basic');
  for (const k of [
    'client_id',
    'redirect_uri',
    'response_type',
    'scope',
    'state',
    'nonce',
    'code_challenge',
    'code_challenge_method',
    'prompt',
    'max_age',
    'response_mode',
  ]) {
    const { p } = x.authParams(c);
    const q = `${form(p)}&${form({ [k]: p[k] ?? { prompt: 'none', max_age: '1', response_mode: 'query' }[k] })}${p[k] ? '' : `&${form({ [k]: { prompt: 'login', max_age: '2', response_mode: 'fragment' }[k] })}`}`;
    const a = await x.silent(c, p, { raw: q });
    if (['client_id', 'redirect_uri'].includes(k)) x.errorPage(t, a.out, `duplicate ${k}`);
    else if (a.out.kind === 'callback') {
      t.ok(!a.cb.code, `duplicate ${k} accepted`);
      t.in(a.cb.error, ['invalid_request', 'unsupported_response_type'], `duplicate ${k}`);
    } else x.errorPage(t, a.out, `duplicate ${k} (RFC 6749 3.1)`);
  }
});

check('empty-parameters-are-treated-as-omitted', { needs: 'client:basic' }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  const g = await x.authorize(
    x.client('basic'),
    { display: '', ui_locales: '', login_hint: '', prompt: '', max_age: '', acr_values: '' },
    { jar: f.jar },
  );
  if (g.cb?.code) x.code(t, g);
  else
    t.warn(false, `empty optional parameters lead to ${g.cb?.error ?? describe(g.out)} (RFC 6749 3.1: as if omitted)`);
});

check('authorization-response-has-iss', { needs: ['client:basic', 'iss'] }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  t.eq(f.a.cb.iss, x.issuer, 'iss');
  const e = await x.silent(x.client('basic'), { prompt: 'none' });
  t.eq(e.cb?.iss, x.issuer, 'iss in an error response');
});

check('error-pages-escape-html', { needs: 'client:basic' }, async (t, x) => {
  const XSS = '"><img src=x onerror=alert(1)><script>alert(2)</script>';
  for (const e of [
    { client_id: XSS },
    { redirect_uri: `http://x/${XSS}` },
    { response_type: XSS },
    { scope: `openid ${XSS}` },
    { ui_locales: XSS },
    { login_hint: XSS },
    { display: XSS },
    { claims: XSS },
    { acr_values: XSS },
    { id_token_hint: XSS },
    { request: XSS },
    { request_uri: XSS },
  ]) {
    const a = await x.silent(x.client('basic'), e);
    const k = Object.keys(e)[0];
    if (a.out.kind === 'page') {
      t.ok(
        !/<script>alert\(2\)|<img src=x/.test(a.out.html) || !/html/.test(a.out.headers['content-type'] ?? 'html'),
        `${k} is reflected without escaping`,
      );
      if (a.out.dom)
        t.ok(
          !a.out.dom.all.some((n) => n.nodeName === 'img' && a.out.dom.attr(n, 'onerror')),
          `${k}: injected element`,
        );
    }
  }
});

check('registration-parameter-is-refused', { needs: 'client:basic' }, async (t, x) => {
  const a = await x.silent(x.client('basic'), { registration: '{}' });
  if (a.out.kind === 'callback') x.error(t, a, ['registration_not_supported', 'invalid_request']);
  else t.ok(a.out.status < 500, 'status');
});

check('response-mode-jwt-jarm', { needs: 'client:basic' }, async (t, x) => {
  if (!(x.as.response_modes_supported ?? []).some((m) => m === 'jwt')) t.skip('JARM not supported');
  const c = x.client('basic');
  const a = await x.authorize(c, { response_mode: 'jwt' });
  t.must(a.out.kind === 'callback' && a.cb.response, `no response JWT: ${describe(a.out)}`);
  const { jose } = await import('../lib/ctx.mjs');
  const { payload: p } = await jose.jwtVerify(a.cb.response, jose.createLocalJWKSet(x.jwks), {
    issuer: x.issuer,
    audience: c.client_id,
  });
  t.eq(p.state, a.params.state, 'state');
  t.ok(p.code && p.exp, 'code and exp');
  t.ok(!a.cb.code, 'code also outside the JWT');
});
