import { check, section } from '../lib/runner.mjs';
import { jose, oauth } from '../lib/ctx.mjs';

section('discovery and keys (oidcc-config, RFC 8414, RFC 7517)');
const loop = (u) => ['127.0.0.1', 'localhost', '[::1]'].includes(u.hostname);
const SYM = /^HS/;

check('oidcc-discovery-endpoint-verification', async (t, x) => {
  const r = x.discoveryResponse;
  const m = x.as;
  t.eq(r.status, 200, 'status');
  t.ok(/^application\/json\b/.test(r.headers['content-type'] ?? ''), `content-type ${r.headers['content-type']}`);
  t.must(m && typeof m === 'object' && !Array.isArray(m), 'not a JSON object');
  for (const k of [
    'issuer',
    'authorization_endpoint',
    'token_endpoint',
    'jwks_uri',
    'response_types_supported',
    'subject_types_supported',
    'id_token_signing_alg_values_supported',
  ])
    t.ok(m[k] !== undefined, `required member ${k} is missing`);
  for (const k of ['userinfo_endpoint', 'scopes_supported', 'claims_supported'])
    t.warn(m[k] !== undefined, `recommended member ${k} is missing`);
  t.eq(m.issuer, x.issuer, 'issuer');
  const iu = new URL(m.issuer);
  t.ok(!m.issuer.includes('?') && !m.issuer.includes('#'), 'issuer has a query or fragment');
  t.ok(iu.protocol === 'https:' || loop(iu), 'issuer is neither https nor loopback');
  for (const [k, v] of Object.entries(m)) {
    if (/(_endpoint|_uri|_iframe)$/.test(k) && !/^(op_|service_)/.test(k)) {
      let u;
      try {
        u = new URL(v);
      } catch {
        t.ok(false, `${k} is no absolute URL: ${v}`);
        continue;
      }
      t.ok(u.protocol === 'https:' || loop(u), `${k} is neither https nor loopback: ${v}`);
      t.ok(!u.hash, `${k} has a fragment`);
      t.warn(u.origin === iu.origin, `${k} is on another origin than the issuer`);
    }
    if (
      /_supported$/.test(k) &&
      !/^(claims_parameter|request_parameter|request_uri_parameter|backchannel_logout|backchannel_logout_session|frontchannel_logout|frontchannel_logout_session|authorization_response_iss_parameter|backchannel_user_code_parameter|client_id_metadata_document)_supported$/.test(
        k,
      )
    ) {
      t.ok(Array.isArray(v) && v.every((s) => typeof s === 'string' && s), `${k} is not an array of strings`);
      t.ok(!Array.isArray(v) || v.length > 0, `${k} is an empty array (RFC 8414 2: omit it)`);
      t.ok(!Array.isArray(v) || new Set(v).size === v.length, `${k} has duplicates`);
    }
    if (
      /^(claims_parameter|request_parameter|request_uri_parameter|backchannel_logout|backchannel_logout_session|frontchannel_logout|frontchannel_logout_session|authorization_response_iss_parameter)_supported$|^require_/.test(
        k,
      )
    )
      t.ok(typeof v === 'boolean', `${k} is not a boolean`);
    t.ok(v !== null, `${k} is null`);
  }
  const A = (k, d = []) => m[k] ?? d;
  t.ok(A('response_types_supported').includes('code'), 'response_types_supported lacks code');
  t.ok(
    A('subject_types_supported').every((s) => ['public', 'pairwise'].includes(s)),
    'subject_types_supported',
  );
  t.ok(
    A('id_token_signing_alg_values_supported').includes('RS256'),
    'id_token_signing_alg_values_supported lacks RS256',
  );
  t.warn(!A('id_token_signing_alg_values_supported').includes('none'), 'id_token alg none is offered');
  if (m.scopes_supported) t.ok(m.scopes_supported.includes('openid'), 'scopes_supported lacks openid');
  t.ok(
    A('scopes_supported').every((s) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(s)),
    'scope syntax',
  );
  if (m.claims_supported) t.warn(m.claims_supported.includes('sub'), 'claims_supported lacks sub');
  const gt = A('grant_types_supported', ['authorization_code', 'implicit']);
  t.ok(gt.includes('authorization_code'), 'grant_types_supported lacks authorization_code');
  t.warn(m.grant_types_supported, 'grant_types_supported is missing: the default would announce implicit');
  t.warn(!gt.includes('password'), 'the password grant is announced');
  if (!gt.includes('implicit'))
    t.ok(
      !A('response_types_supported').some((r2) => /token/.test(r2) && !/^code/.test(r2)),
      'implicit response types without grant implicit',
    );
  for (const e of ['token', 'introspection', 'revocation']) {
    const methods = m[`${e}_endpoint_auth_methods_supported`];
    if (methods?.some((s) => /_jwt$/.test(s))) {
      const algs = m[`${e}_endpoint_auth_signing_alg_values_supported`];
      t.ok(Array.isArray(algs), `${e}_endpoint_auth_signing_alg_values_supported must be present`);
      t.ok(!(algs ?? []).includes('none'), `${e} auth alg none`);
      if (algs && !methods.includes('client_secret_jwt'))
        t.warn(!algs.some((a) => SYM.test(a)), `${e} auth algs are symmetric without client_secret_jwt`);
    }
    if (m[`${e}_endpoint`]) t.warn(methods, `${e}_endpoint_auth_methods_supported is missing`);
  }
  t.warn(A('code_challenge_methods_supported').includes('S256'), 'code_challenge_methods_supported lacks S256');
  t.warn(!A('code_challenge_methods_supported').includes('plain'), 'code_challenge_methods_supported has plain');
  if (m.dpop_signing_alg_values_supported)
    t.ok(
      !m.dpop_signing_alg_values_supported.some((a) => a === 'none' || SYM.test(a)),
      'dpop_signing_alg_values_supported has none or a symmetric algorithm',
    );
  t.warn(
    m.request_uri_parameter_supported !== undefined,
    'request_uri_parameter_supported is missing: the default is true',
  );
  t.warn(m.request_parameter_supported !== undefined, 'request_parameter_supported is missing');
  if (m.request_parameter_supported || m.request_uri_parameter_supported)
    t.warn(
      A('request_object_signing_alg_values_supported').some((a) => a !== 'none'),
      'request objects without signing algorithms',
    );
  if (m.require_pushed_authorization_requests)
    t.ok(m.pushed_authorization_request_endpoint, 'PAR required without an endpoint');
  if (m.backchannel_logout_session_supported)
    t.ok(m.backchannel_logout_supported, 'backchannel_logout_session_supported without backchannel_logout_supported');
  if (gt.includes('urn:ietf:params:oauth:grant-type:device_code'))
    t.ok(m.device_authorization_endpoint, 'device grant without endpoint');
  if (m.device_authorization_endpoint)
    t.ok(gt.includes('urn:ietf:params:oauth:grant-type:device_code'), 'device endpoint without the grant type');
  for (const k of ['ui_locales_supported', 'claims_locales_supported'])
    for (const l of A(k)) {
      let c;
      try {
        [c] = Intl.getCanonicalLocales(l);
      } catch {
        t.ok(false, `${k}: ${l} is no BCP 47 tag`);
        continue;
      }
      t.warn(c === l, `${k}: ${l} should be ${c}`);
    }
  for (const rm of A('response_modes_supported')) t.ok(/^[a-z_.]+$/.test(rm), `response mode ${rm}`);
});

check('discovery-by-openid-client', async (t, x) => {
  const c = await x.lib(x.client('basic'));
  t.eq(c.serverMetadata().issuer, x.issuer, 'issuer seen by openid-client');
  const as = await oauth.processDiscoveryResponse(
    new URL(x.issuer),
    await oauth.discoveryRequest(new URL(x.issuer), {
      [oauth.customFetch]: x.customFetch,
      [oauth.allowInsecureRequests]: true,
    }),
  );
  t.ok(as.jwks_uri, 'oauth4webapi');
});

check('rfc8414-oauth-authorization-server', async (t, x) => {
  const u = new URL(x.issuer);
  const path = u.pathname.replace(/\/$/, '');
  const r = await x.http.get(`${u.origin}/.well-known/oauth-authorization-server${path}`);
  if (r.status === 404) t.skip('no RFC 8414 document at the OAuth well-known path');
  t.eq(r.status, 200, 'status');
  t.must(r.json, 'not JSON');
  t.eq(r.json.issuer, x.issuer, 'issuer');
  for (const k of Object.keys(r.json).filter((n) => /_endpoint$|^jwks_uri$/.test(n) && x.as[n]))
    t.eq(r.json[k], x.as[k], k);
});

check('discovery-http', async (t, x) => {
  const h = await x.http.send('HEAD', x.discoveryUrl);
  t.warn(h.status === 200, `HEAD answers ${h.status}`);
  for (const m of ['POST', 'PUT', 'DELETE']) {
    const r = await x.http.send(m, x.discoveryUrl, { body: '' });
    t.ok(r.status === 404 || r.status === 405, `${m} answers ${r.status}`);
  }
  for (const u of [x.discoveryUrl, x.as.jwks_uri]) {
    const r = await x.http.get(u, { headers: { origin: 'https://spa.example' } });
    t.warn(['*', 'https://spa.example'].includes(r.headers['access-control-allow-origin']), `no CORS for ${u}`);
    t.ok(!(r.headers['access-control-allow-credentials'] === 'true'), `CORS with credentials on ${u}`);
    t.warn(r.headers['cache-control'] || r.headers.etag, `no cache header on ${u}`);
    t.ok(!r.headers['set-cookie'], `${u} sets a cookie`);
    t.warn(/nosniff/i.test(r.headers['x-content-type-options'] ?? ''), `no X-Content-Type-Options: nosniff on ${u}`);
  }
  const q = await x.http.get(`${x.discoveryUrl}?a=b`);
  t.eq(q.status, 200, 'discovery with a query string');
});

check('host-header-does-not-change-the-issuer', async (t, x) => {
  for (const headers of [
    { host: 'evil.example' },
    { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    { forwarded: 'host=evil.example;proto=https' },
  ]) {
    const r = await x.http.get(x.discoveryUrl, { headers });
    if (r.status === 200)
      t.ok(!r.text.includes('evil.example'), `metadata takes its host from the request: ${JSON.stringify(headers)}`);
    else t.ok(r.status < 500, `status ${r.status}`);
  }
});

check('jwks', async (t, x) => {
  const r = await x.http.get(x.as.jwks_uri);
  t.eq(r.status, 200, 'status');
  t.ok(
    /^application\/(jwk-set\+)?json\b/.test(r.headers['content-type'] ?? ''),
    `content-type ${r.headers['content-type']}`,
  );
  t.must(Array.isArray(r.json?.keys) && r.json.keys.length, 'no keys');
  const ks = r.json.keys;
  const kids = ks.map((k) => k.kid);
  t.ok(
    kids.every((k) => typeof k === 'string' && k),
    'a key has no kid',
  );
  t.ok(new Set(kids).size === kids.length, 'kid is not unique');
  for (const k of ks) {
    for (const p of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'])
      t.ok(!(p in k), `key ${k.kid} has the private member ${p}`);
    t.ok(k.kty !== 'oct', `key ${k.kid} is symmetric`);
    t.ok(k.use === undefined || ['sig', 'enc'].includes(k.use), `use ${k.use}`);
    t.warn(k.use, `key ${k.kid} has no use`);
    t.warn(k.alg, `key ${k.kid} has no alg`);
    if (k.kty === 'RSA') {
      const n = Buffer.from(k.n ?? '', 'base64url');
      t.ok(n.length >= 256 && n[0] !== 0, `RSA key ${k.kid} has ${n.length * 8} bits`);
      t.ok(Buffer.from(k.e ?? '', 'base64url').toString('hex') === '010001', `RSA exponent of ${k.kid}`);
      t.ok(!/[+/=]/.test(k.n), 'n is not base64url');
    }
    if (k.kty === 'EC') t.ok(['P-256', 'P-384', 'P-521'].includes(k.crv), `curve ${k.crv}`);
    if (k.use === 'sig' || !k.use) {
      const alg =
        k.alg ??
        { RSA: 'RS256', EC: { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' }[k.crv], OKP: 'EdDSA' }[k.kty];
      try {
        await jose.importJWK(k, alg);
      } catch (e) {
        t.warn(false, `jose cannot import ${k.kid} ${k.kty} ${alg}: ${e.message}`);
      }
    }
    if (k.use && k.key_ops) t.warn(false, `key ${k.kid} has both use and key_ops`);
  }
  const fits = (alg) =>
    ks.some(
      (k) =>
        k.use !== 'enc' &&
        (k.alg === alg ||
          (!k.alg &&
            ((/^[RP]S/.test(alg) && k.kty === 'RSA') ||
              (/^ES/.test(alg) &&
                k.kty === 'EC' &&
                { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' }[alg] === k.crv) ||
              (/^Ed/.test(alg) && k.kty === 'OKP')))),
    );
  for (const a of x.as.id_token_signing_alg_values_supported)
    if (a !== 'none' && !SYM.test(a)) t.ok(fits(a), `no key in the JWKS for the announced id_token alg ${a}`);
});
