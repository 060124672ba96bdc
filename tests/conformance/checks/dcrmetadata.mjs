import { check, section } from '../lib/runner.mjs';
import { describe } from '../lib/ctx.mjs';
import { N, cb, pub, refused, rsa } from '../lib/registrations.mjs';

section('dynamic client registration (RFC 7591, RFC 7592, oidcc-dynamic, oidcc-3rdparty-init-login)');

check('oidcc-redirect-uri-regfrag', { needs: N }, async (t, x) => {
  for (const u of [`${cb(x)}#foo=bar`, `${cb(x)}#`])
    refused(t, await x.register({ redirect_uris: [u] }), ['invalid_redirect_uri', 'invalid_client_metadata'], u);
});

check('dcr-bad-redirect-uris', { needs: N }, async (t, x) => {
  for (const u of [
    'javascript:alert(1)',
    'data:text/html,x',
    'not a url',
    '',
    '/relative',
    'http://',
    'https://*.example.com/cb',
    'vbscript:x',
    'https://a.example/\u0000',
    'file:///etc/passwd',
  ]) {
    const r = await x.register({ redirect_uris: [u] });
    if (r.status === 201 && /\*|\u0000/.test(u)) {
      t.warn(false, `${u} registered`);
      continue;
    }
    refused(t, r, ['invalid_redirect_uri', 'invalid_client_metadata'], JSON.stringify(u));
  }
  for (const v of [
    {},
    { redirect_uris: [] },
    { redirect_uris: 'x' },
    { redirect_uris: [1] },
    { redirect_uris: [null] },
    { redirect_uris: {} },
  ])
    refused(
      t,
      await x.register(v),
      ['invalid_redirect_uri', 'invalid_client_metadata', 'invalid_request'],
      JSON.stringify(v),
    );
  const h = await x.register({ redirect_uris: ['http://rp.example.com/cb'] });
  t.info(`http redirect_uri of a web client: ${h.status}`);
});

check('dcr-bad-metadata', { needs: N }, async (t, x) => {
  const b = { redirect_uris: [cb(x)] };
  for (const m of [
    { grant_types: ['foo'] },
    { response_types: ['foo'] },
    { grant_types: 'x' },
    { token_endpoint_auth_method: 'foo' },
    { id_token_signed_response_alg: 'XX' },
    { subject_type: 'foo' },
    { application_type: 'foo' },
    { jwks: 'x' },
    { jwks: { keys: 'x' } },
    { jwks: { keys: [{ kty: 'foo' }] }, token_endpoint_auth_method: 'private_key_jwt' },
    { jwks: { keys: [pub(rsa('a'))] }, jwks_uri: 'https://x.example/jwks' },
    { jwks_uri: 'nope' },
    { client_uri: 'nope' },
    { logo_uri: 'javascript:alert(1)' },
    { contacts: 'x' },
    { default_max_age: 'x' },
    { default_max_age: -1 },
    { client_name: { a: 1 } },
    { token_endpoint_auth_method: 'private_key_jwt' },
    { initiate_login_uri: 'nope' },
    { post_logout_redirect_uris: ['nope'] },
    { backchannel_logout_uri: 'nope' },
    { require_auth_time: 'x' },
    { scope: 1 },
    { request_uris: 'x' },
    { grant_types: ['implicit'], response_types: ['code'] },
  ]) {
    const r = await x.register({ ...b, ...m });
    const s = JSON.stringify(m).slice(0, 70);
    if (r.status === 201) {
      const k = Object.keys(m)[0];
      t.warn(!(k in r.json) || JSON.stringify(r.json[k]) !== JSON.stringify(m[k]), `accepted as is: ${s}`);
    } else refused(t, r, ['invalid_client_metadata', 'invalid_redirect_uri', 'invalid_request'], s);
  }
});

check('dcr-malformed-requests', { needs: N }, async (t, x) => {
  const tok = x.cfg.dcr?.initial_access_token;
  const H = (ct) => ({ 'content-type': ct, ...(tok ? { authorization: `Bearer ${tok}` } : {}) });
  for (const [ct, b] of [
    ['application/json', '{'],
    ['application/json', ''],
    ['application/json', '[]'],
    ['application/json', 'null'],
    ['application/json', '"x"'],
    ['application/x-www-form-urlencoded', 'redirect_uris=x'],
    ['text/plain', '{}'],
    ['application/json', `${'['.repeat(5000)}`],
    ['application/json', `{"redirect_uris":["${cb(x)}"],"client_name":"${'x'.repeat(300000)}"}`],
  ]) {
    const r = await x.http.send('POST', x.as.registration_endpoint, { headers: H(ct), body: b });
    t.in(r.status, [400, 413, 415], `${ct} ${b.slice(0, 12)}`);
  }
  for (const m of ['GET', 'PUT', 'DELETE'])
    t.in(
      (await x.http.send(m, x.as.registration_endpoint, { headers: H('application/json') })).status,
      [401, 404, 405],
      m,
    );
});

check('oidcc-registration-logo-policy-tos-uri', { needs: N }, async (t, x) => {
  const uris = {
    logo_uri: 'https://rp.example.com/logo.png',
    policy_uri: 'https://rp.example.com/policy',
    tos_uri: 'https://rp.example.com/tos',
    client_uri: 'https://rp.example.com/',
  };
  const c = await x.dynClient(t, { client_name: 'Probe Logo', ...uris });
  for (const [k, v] of Object.entries(uris)) t.eq(c[k], v, k);
  const a = await x.silent(c);
  t.ok(a.out.kind === 'page' && a.out.status < 400, describe(a.out));
  for (const k of ['policy_uri', 'tos_uri'])
    t.warn((a.out.html ?? '').includes(uris[k]), `${k} is not on the first page (it may be on the consent page)`);
});

check('oidcc-registration-sector', { needs: [N, 'listen'] }, async (t, x) => {
  const bad = x.host('/sector-bad.json', JSON.stringify(['https://other.example/cb']));
  const r = await x.register({ redirect_uris: [cb(x)], sector_identifier_uri: bad, subject_type: 'public' });
  t.warn(r.status === 400, `sector_identifier_uri without the redirect_uri: ${r.status}`);
  t.ok(r.status < 500, 'status');
  if (r.status === 201) t.ok(!r.json.sector_identifier_uri, 'a wrong sector_identifier_uri is registered');
});

check('oidcc-3rd-party-init-login', { needs: N }, async (t, x) => {
  const r = await x.register({ redirect_uris: [cb(x)], initiate_login_uri: 'https://rp.example.com/initiate' });
  t.must(r.status === 201, `status ${r.status} ${r.text.slice(0, 120)}`);
  t.eq(r.json.initiate_login_uri, 'https://rp.example.com/initiate', 'initiate_login_uri');
  if (r.json.registration_client_uri) {
    const g = await x.http.get(r.json.registration_client_uri, {
      headers: { authorization: `Bearer ${r.json.registration_access_token}` },
    });
    t.eq(g.json?.initiate_login_uri, 'https://rp.example.com/initiate', 'at the management endpoint');
    if (g.json?.registration_access_token) r.json.registration_access_token = g.json.registration_access_token;
  }
});

check('oidcc-3rd-party-init-login-nohttps', { needs: N }, async (t, x) => {
  refused(
    t,
    await x.register({ redirect_uris: [cb(x)], initiate_login_uri: 'http://rp.example.com/initiate' }),
    'invalid_client_metadata',
    'http initiate_login_uri',
  );
});
