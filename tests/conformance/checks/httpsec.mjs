import { check, section } from '../lib/runner.mjs';
import { describe, newJar } from '../lib/ctx.mjs';

section('headers, cookies, CORS, methods, sizes');

check('token-response-headers', { needs: 'client:basic' }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  const h = f.r.headers;
  t.ok(/no-store/.test(h['cache-control'] ?? ''), 'Cache-Control: no-store');
  t.ok(/^application\/json/.test(h['content-type'] ?? ''), 'content-type');
  t.warn(/nosniff/.test(h['x-content-type-options'] ?? ''), 'X-Content-Type-Options');
  t.ok(!h['set-cookie'], 'token endpoint sets a cookie');
  for (const k of ['server', 'x-powered-by', 'x-aspnet-version', 'x-aspnetmvc-version']) t.warn(!h[k], `${k}: ${h[k]}`);
});

check('sign-in-page-headers', { needs: 'client:basic' }, async (t, x) => {
  const a = await x.silent(x.client('basic'));
  t.must(a.out.kind === 'page', 'no page');
  const h = a.out.headers;
  const csp = h['content-security-policy'] ?? '';
  t.warn(
    /frame-ancestors/.test(csp) || /deny|sameorigin/i.test(h['x-frame-options'] ?? ''),
    'sign-in page can be framed (RFC 9700 4.16)',
  );
  t.warn(/nosniff/.test(h['x-content-type-options'] ?? ''), 'X-Content-Type-Options');
  t.warn(/no-referrer|same-origin|strict-origin/.test(h['referrer-policy'] ?? ''), 'Referrer-Policy (RFC 9700 4.2.4)');
  t.warn(/no-store/.test(h['cache-control'] ?? ''), 'sign-in page is cacheable');
  t.warn(/default-src|script-src/.test(csp), 'no Content-Security-Policy for scripts');
  t.warn(!/script-src[^;]*unsafe-inline/.test(csp), 'CSP with unsafe-inline scripts');
  if (x.issuer.startsWith('https:')) t.warn(h['strict-transport-security'], 'Strict-Transport-Security');
  t.ok(!h['access-control-allow-origin'], 'CORS on the authorization endpoint');
  for (const f of a.out.dom?.forms ?? [])
    if (f.fields.some((q) => q.type === 'password')) t.ok(f.method === 'POST', 'password form with GET');
});

check('cookies', { needs: 'client:basic' }, async (t, x) => {
  await x.flow(t, x.client('basic'));
  const seen = new Set();
  for (const l of x.http.log)
    for (const c of [].concat(l.resHeaders?.['set-cookie'] ?? [])) {
      const name = c.split('=')[0];
      if (seen.has(name) || /expires=Thu, 01 Jan 1970|max-age=0/i.test(c)) continue;
      seen.add(name);
      t.warn(/;\s*httponly/i.test(c), `cookie ${name} without HttpOnly`);
      t.warn(/;\s*samesite=(lax|strict|none)/i.test(c), `cookie ${name} without SameSite`);
      if (x.issuer.startsWith('https:')) t.ok(/;\s*secure/i.test(c), `cookie ${name} without Secure`);
    }
  t.ok(seen.size > 0, 'no cookie at all');
});

check('session-cookie-changes-at-login', { needs: 'client:basic' }, async (t, x) => {
  const jar = newJar();
  await x.silent(x.client('basic'), {}, { jar });
  const before = new Map((await jar.getCookies(x.issuer)).map((c) => [c.key, c.value]));
  const f = await x.flow(t, x.client('basic'), {}, { jar });
  const after = await f.jar.getCookies(x.as.authorization_endpoint);
  const session = after.filter(
    (c) =>
      before.has(c.key) && before.get(c.key) === c.value && !/antiforg|xsrf|csrf|lang|culture|\.legacy/i.test(c.key),
  );
  t.warn(
    session.length === 0 || after.some((c) => !before.has(c.key) || before.get(c.key) !== c.value),
    `cookies unchanged by the login (session fixation): ${session.map((c) => c.key)}`,
  );
});

check('cors-token-endpoint-of-public-client', { needs: 'client:public' }, async (t, x) => {
  const c = x.client('public');
  const o = c.origin ?? new URL(c.redirect_uris[0]).origin;
  const p = await x.http.send('OPTIONS', x.as.token_endpoint, {
    headers: {
      origin: o,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,dpop',
    },
  });
  t.warn(
    ['*', o].includes(p.headers['access-control-allow-origin']),
    `preflight: ${p.status} ${p.headers['access-control-allow-origin']}`,
  );
  t.ok(p.status < 500, 'preflight status');
  const r = await x.token(
    c,
    { grant_type: 'authorization_code', code: 'x', redirect_uri: c.redirect_uris[0], code_verifier: 'a'.repeat(43) },
    { headers: { origin: o } },
  );
  t.warn(
    ['*', o].includes(r.headers['access-control-allow-origin']),
    `response to the origin of the client: ${r.headers['access-control-allow-origin']}`,
  );
  const e = await x.token(
    c,
    { grant_type: 'authorization_code', code: 'x', redirect_uri: c.redirect_uris[0], code_verifier: 'a'.repeat(43) },
    { headers: { origin: 'https://evil.example' } },
  );
  t.warn(
    e.headers['access-control-allow-origin'] !== 'https://evil.example',
    'a foreign origin may read the token endpoint',
  );
  t.ok(
    !(
      e.headers['access-control-allow-credentials'] === 'true' &&
      ['*', 'https://evil.example'].includes(e.headers['access-control-allow-origin'])
    ),
    'CORS with credentials for any origin',
  );
  const u = await x.http.send('OPTIONS', x.as.userinfo_endpoint, {
    headers: { origin: o, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
  });
  t.warn(['*', o].includes(u.headers['access-control-allow-origin']), 'userinfo preflight');
});

const passwordForm = (out) => out.dom?.forms.find((q) => q.fields.some((z) => z.type === 'password'));

// The page with the password: the first one, or the one after the name.
const signInPage = async (t, x, jar) => {
  const a = await x.silent(x.client('basic'), {}, { jar });
  const asksName = (q) => q.method === 'POST' && q.fields.find((z) => ['text', 'email'].includes(z.type));
  const first = passwordForm(a.out) ? undefined : a.out.dom?.forms.find(asksName);
  if (first) a.out = await a.browser.submit(first, { [asksName(first).name]: x.user().username }, first.buttons[0]);
  const f = passwordForm(a.out);
  if (!f) t.skip('no HTML form with a password on the first two pages');
  return { a, f };
};

check('sign-in-form-needs-its-cookies', { needs: 'client:basic' }, async (t, x) => {
  const { f } = await signInPage(t, x, newJar());
  const b = x.browser(newJar(), x.client('basic'));
  const u = x.user();
  const pw = f.fields.find((z) => z.type === 'password');
  const us =
    f.fields.find((z) => z.name === x.cfg.driver?.usernameField) ??
    f.fields.find((z) => ['text', 'email'].includes(z.type));
  x.http.allow5xx = false;
  const o = await b.submit(f, { [pw.name]: u.password, ...(us ? { [us.name]: u.username } : {}) }, f.buttons[0]);
  t.ok(
    o.kind === 'page' || !/[?&]code=/.test(o.url),
    'the sign-in form works without the cookies it came with (login CSRF)',
  );
  t.warn(
    o.kind === 'callback' || o.status >= 400 || o.dom?.forms.some((q) => q.fields.some((z) => z.type === 'password')),
    `without cookies: ${describe(o)}`,
  );
});

check('sign-in-return-url-is-no-open-redirect', { needs: 'client:basic' }, async (t, x) => {
  const { a, f } = await signInPage(t, x, newJar());
  const spots = [];
  const u = new URL(a.out.url);
  for (const [k, v] of u.searchParams)
    if (/^(\/|https?:)/.test(v) || /return|redirect|next|url|continue|target/i.test(k)) spots.push(['query', k]);
  for (const z of f.fields)
    if (z.name && (/^(\/|https?:)/.test(z.value) || /return|redirect.*url|next|continue/i.test(z.name)))
      spots.push(['field', z.name]);
  if (!spots.length) t.skip('the sign-in page carries no return URL');
  for (const [where, k] of spots)
    for (const v of [
      'https://evil.example/',
      '//evil.example/',
      '/\\evil.example',
      '\\\\evil.example',
      'https:evil.example',
      '/%09/evil.example',
      'javascript:alert(1)',
      `${u.origin}@evil.example/`,
      `${u.origin}.evil.example/`,
    ]) {
      const jar = newJar();
      const b = x.browser(jar, x.client('basic'));
      let o;
      if (where === 'query') {
        const w = new URL(u);
        w.searchParams.set(k, v);
        o = await x.driver.signIn({
          authorizeUrl: w.href,
          jar,
          hints: { user: x.user(), redirectUris: [], browser: b, steps: [], params: {} },
        });
      } else {
        const p = await b.go(a.url);
        const g = p.dom?.forms.find((q) => q.fields.some((z) => z.type === 'password'));
        if (!g) continue;
        const pw = g.fields.find((z) => z.type === 'password');
        const us = g.fields.find((z) => ['text', 'email'].includes(z.type));
        o = await b.submit(
          g,
          { [k]: v, [pw.name]: x.user().password, ...(us ? { [us.name]: x.user().username } : {}) },
          g.buttons[0],
        );
      }
      const url = typeof o === 'string' ? o : o.kind === 'callback' ? o.url : '';
      t.ok(
        !/evil\.example/.test(url.split(/[?#]/)[0]) && !/^javascript:/.test(url),
        `${where} ${k}=${v}: redirected to ${url}`,
      );
    }
});
