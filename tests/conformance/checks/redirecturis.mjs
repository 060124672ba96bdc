import { check, section } from '../lib/runner.mjs';

section('authorization request: response_type, response_mode, redirect_uri');

const bad = (r) => {
  const u = new URL(r);
  const host = u.host;
  return [
    `${r}/`,
    `${r}x`,
    r.replace('/cb', '/CB'),
    `${r}?a=b`,
    `${r}/../cb`,
    `${r}/..%2fevil`,
    `${u.origin}/`,
    u.origin,
    `${u.protocol}//${host}.evil.example${u.pathname}`,
    `${u.protocol}//evil.example${u.pathname}`,
    `${u.protocol}//${host}@evil.example${u.pathname}`,
    `${u.protocol}//evil.example\\@${host}${u.pathname}`,
    `${u.protocol}//evil.example#@${host}${u.pathname}`,
    `//evil.example${u.pathname}`,
    `${r}#frag`,
    `${r}#`,
    `${r}%00`,
    `${r}%0d%0aX-Injected:1`,
    `${r}\r\nX-Injected: 1`,
    'javascript:alert(1)//',
    'data:text/html,x',
    'urn:ietf:wg:oauth:2.0:oob',
    '/cb',
    'cb',
    ' ',
    '*',
    ` ${r}`,
    `${r} `,
    `${u.protocol}//${u.hostname}:1${u.pathname}`,
    `${u.protocol === 'http:' ? 'https:' : 'http:'}//${host}${u.pathname}`,
    `${u.protocol.toUpperCase()}//${host}${u.pathname}`,
    `${u.protocol}//user:pw@${host}${u.pathname}`,
  ];
};

// Where a link leads, not what stands in the query of the page it is on.
const leadsTo = (href, host) => URL.canParse(href) && new URL(href).hostname.endsWith(host);

check('oidcc-ensure-registered-redirect-uri', { needs: 'client:basic' }, async (t, x) => {
  const c = x.client('basic');
  const pages = new Set();
  for (const r of bad(c.redirect_uris[0])) {
    const a = await x.silent(c, { redirect_uri: r });
    t.ok(a.out.kind === 'page', `redirect_uri ${JSON.stringify(r)}: redirected to ${a.out.url}`);
    if (a.out.kind !== 'page') continue;
    pages.add(a.out.status);
    x.errorPage(t, a.out, `redirect_uri ${JSON.stringify(r)}`);
    t.ok(!a.out.headers['x-injected'], 'header injection');
    t.ok(!a.out.headers.location, 'Location header on the error page');
    if (a.out.dom)
      for (const l of a.out.dom.links)
        t.warn(!leadsTo(l.href, 'evil.example'), 'error page links to the unregistered redirect_uri');
  }
});

check('redirect-uri-mismatch-also-for-errors-and-prompt-none', { needs: 'client:basic' }, async (t, x) => {
  for (const e of [
    { prompt: 'none' },
    { response_type: 'foo' },
    { scope: 'openid bogus' },
    { response_mode: 'form_post' },
    { response_type: null },
  ]) {
    const a = await x.silent(x.client('basic'), { redirect_uri: 'http://evil.example/cb', ...e });
    t.ok(a.out.kind === 'page', `open redirect with ${JSON.stringify(e)}: ${a.out.url}`);
  }
});

check('oidcc-ensure-redirect-uri-in-authorization-request', { needs: 'client:basic' }, async (t, x) => {
  const c = x.client('basic');
  const a = await x.silent(c, { redirect_uri: null });
  t.must(
    a.out.kind === 'page' || c.redirect_uris.length === 1,
    'redirected although redirect_uri is missing and several are registered',
  );
  if (a.out.kind === 'page') x.errorPage(t, a.out, 'no redirect_uri');
});

check('oidcc-redirect-uri-query-OK', { needs: 'client:basic' }, async (t, x) => {
  const c = x.client('basic');
  const r = c.redirect_uris.find((u) => u.includes('?'));
  if (!r) t.skip('no registered redirect_uri with a query');
  const f = await x.flow(t, c, { redirect_uri: r });
  const u = new URL(f.a.out.url);
  for (const [k, v] of new URL(r).searchParams) t.eq(u.searchParams.get(k), v, `kept ${k}`);
  t.eq((f.a.out.url.match(/\?/g) ?? []).length, 1, 'number of ? in the redirect');
});

check('oidcc-redirect-uri-query-mismatch', { needs: 'client:basic' }, async (t, x) => {
  const c = x.client('basic');
  const r = c.redirect_uris.find((u) => u.includes('?'));
  if (!r) t.skip('no registered redirect_uri with a query');
  for (const v of [r.replace(/=[^=]*$/, '=other'), `${r}&x=y`, r.split('?')[0].replace(/$/, '?'), r.split('?')[0]]) {
    if (c.redirect_uris.includes(v)) continue;
    const a = await x.silent(c, { redirect_uri: v });
    x.errorPage(t, a.out, v);
  }
});

check('loopback-port-of-native-clients-rfc8252', { needs: 'client:native' }, async (t, x) => {
  const c = x.client('native');
  const u = new URL(c.redirect_uris[0]);
  u.port = '51234';
  await x.flow(t, c, { redirect_uri: u.href });
});
