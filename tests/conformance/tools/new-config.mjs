// node tools/new-config.mjs --issuer https://127.0.0.1:5001 --name op [--host 127.0.0.1] [--port 4999] [--resource https://api.example.com] [--scopes "api:read api:write"] [--require "par dpop" | --require all] [--rotate-keys URL]
// Writes config/<name>.json (the probe's configuration, with fresh private keys and secrets) and config/<name>.clients.json:
// the same clients as RFC 7591 metadata with public keys, and the users, for seeding the provider under test.
import { writeFileSync, existsSync } from 'node:fs';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
const { values: v } = parseArgs({
  options: {
    issuer: { type: 'string' },
    name: { type: 'string', default: 'op' },
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '4999' },
    resource: { type: 'string', default: 'https://api.example.com' },
    scopes: { type: 'string', default: 'api:read api:write' },
    require: { type: 'string', default: '' },
    'rotate-keys': { type: 'string' },
    force: { type: 'boolean' },
  },
});
if (!v.issuer) {
  console.error('--issuer is needed');
  process.exit(2);
}

const file = new URL(`../config/${v.name}.json`, import.meta.url);
if (existsSync(file) && !v.force) {
  console.error(`${file.pathname} is there, use --force`);
  process.exit(2);
}

const base = `http://${v.host}:${v.port}`;
const cb = `${base}/cb`;
const secret = () => randomBytes(32).toString('base64url');
const jwk = (kid, alg) => ({
  ...(/^[RP]S/.test(alg)
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  ).privateKey.export({ format: 'jwk' }),
  kid,
  alg,
  use: 'sig',
});

const pub = ({ d, p, q, dp, dq, qi, ...k }) => k;
const R = {
  redirect_uris: [cb, `${base}/cb2`, `${base}/cbq?foo=bar`],
  post_logout_redirect_uris: [`${base}/post_logout_redirect`],
};

const api = v.scopes.split(' ');
const clients = {
  basic: { client_id: 'probe-basic', client_secret: secret(), auth: 'client_secret_basic', ...R },
  second: { client_id: 'probe-second', client_secret: secret(), auth: 'client_secret_basic', ...R },
  special: {
    client_id: 'probe-special:/1+1',
    client_secret: `p%3A:+&=/?#[] "'<>\\~${secret()}`,
    auth: 'client_secret_basic',
    ...R,
  },
  post: { client_id: 'probe-post', client_secret: secret(), auth: 'client_secret_post', ...R },
  pkjwt: { client_id: 'probe-pkjwt', auth: 'private_key_jwt', jwk: jwk('pkjwt-1', 'RS256'), ...R },
  public: { client_id: 'probe-public', auth: 'none', origin: base, ...R },
  native: { client_id: 'probe-native', auth: 'none', redirect_uris: ['http://127.0.0.1/native'] },
  service: {
    client_id: 'probe-service',
    client_secret: secret(),
    auth: 'client_secret_basic',
    redirect_uris: [],
    scope: api[0],
  },
  device: { client_id: 'probe-device', auth: 'none', redirect_uris: [] },
  resource_server: { client_id: 'probe-rs', client_secret: secret(), auth: 'client_secret_basic', redirect_uris: [] },
  par: { client_id: 'probe-par', client_secret: secret(), auth: 'client_secret_basic', par_required: true, ...R },
  jar: {
    client_id: 'probe-jar',
    client_secret: secret(),
    auth: 'client_secret_basic',
    request_jwk: jwk('jar-1', 'RS256'),
    ...R,
  },
  dpop: { client_id: 'probe-dpop', client_secret: secret(), auth: 'client_secret_basic', dpop_bound: true, ...R },
  backchannel: {
    client_id: 'probe-bc',
    client_secret: secret(),
    auth: 'client_secret_basic',
    backchannel_logout_uri: `${base}/backchannel_logout`,
    ...R,
  },
  fapi: {
    client_id: 'probe-fapi',
    auth: 'private_key_jwt',
    jwk: jwk('fapi-1', 'PS256'),
    par_required: true,
    dpop_bound: true,
    id_token_signed_response_alg: 'PS256',
    ...R,
  },
  fapi2: {
    client_id: 'probe-fapi-2',
    auth: 'private_key_jwt',
    jwk: jwk('fapi-2', 'PS256'),
    par_required: true,
    dpop_bound: true,
    id_token_signed_response_alg: 'PS256',
    ...R,
  },
};

const users = [
  {
    username: 'alice',
    password: `Alice-${secret().slice(0, 16)}`,
    claims: {
      name: 'Alice Adams',
      given_name: 'Alice',
      family_name: 'Adams',
      nickname: 'ally',
      preferred_username: 'alice',
      birthdate: '1987-10-16',
      zoneinfo: 'Europe/Berlin',
      locale: 'de-DE',
      email: 'alice@example.com',
      email_verified: true,
      phone_number: '+49 30 1234567',
      phone_number_verified: false,
      address: { country: 'DE', locality: 'Berlin', postal_code: '10115', street_address: 'Teststr. 1' },
    },
  },
  {
    username: 'bob',
    password: `Bob-${secret().slice(0, 16)}`,
    claims: { name: 'Bob Brown', email: 'bob@example.com', email_verified: false },
  },
];
// Every feature that the README lists but request_uri: objects by reference let a client make the server fetch a URL.
const FEATURES =
  'par dpop jar device refresh logout backchannel dcr introspection revocation resource form_post claims client_credentials iss'.split(
    ' ',
  );
const cfg = {
  issuer: v.issuer,
  driverFile: '../drivers/generic-forms.mjs',
  driver: v['rotate-keys'] ? { rotateKeysUrl: v['rotate-keys'] } : {},
  redirect_uri: cb,
  listen: { host: v.host, port: Number(v.port) },
  tls: { rejectUnauthorized: true },
  users,
  throttleUser: { username: 'mallory', password: `Mallory-${secret().slice(0, 16)}` },
  clients,
  api: { resource: v.resource, scope: v.scopes, second_resource: 'https://other.example.com' },
  dcr: { redirect_uri: cb, initial_access_token: secret() },
  require: v.require === 'all' ? FEATURES : v.require.split(' ').filter(Boolean),
  features: {},
  known: {},
};

const DEV = 'urn:ietf:params:oauth:grant-type:device_code';
const seed = {
  initial_access_token: cfg.dcr.initial_access_token,
  users,
  resources: [
    { id: v.resource, scopes: api },
    { id: cfg.api.second_resource, scopes: api },
  ],
  clients: Object.entries(clients).map(([n, c]) => ({
    client_id: c.client_id,
    client_name: `probe ${n}`,
    ...(c.client_secret ? { client_secret: c.client_secret } : {}),
    token_endpoint_auth_method: c.auth,
    redirect_uris: c.redirect_uris,
    ...(c.post_logout_redirect_uris ? { post_logout_redirect_uris: c.post_logout_redirect_uris } : {}),
    grant_types:
      n === 'service'
        ? ['client_credentials']
        : n === 'device'
          ? [DEV, 'refresh_token']
          : n === 'resource_server'
            ? []
            : n === 'native'
              ? ['authorization_code']
              : ['authorization_code', 'refresh_token'],
    response_types: c.redirect_uris.length ? ['code'] : [],
    scope: n === 'service' ? c.scope : n === 'resource_server' ? '' : `openid profile email offline_access ${v.scopes}`,
    ...(n === 'native' ? { application_type: 'native' } : {}),
    ...(c.jwk ? { jwks: { keys: [pub(c.jwk)] }, token_endpoint_auth_signing_alg: c.jwk.alg } : {}),
    ...(c.request_jwk ? { jwks: { keys: [pub(c.request_jwk)] } } : {}),
    ...(c.par_required ? { require_pushed_authorization_requests: true } : {}),
    ...(c.dpop_bound ? { dpop_bound_access_tokens: true } : {}),
    ...(c.id_token_signed_response_alg ? { id_token_signed_response_alg: c.id_token_signed_response_alg } : {}),
    ...(c.backchannel_logout_uri
      ? { backchannel_logout_uri: c.backchannel_logout_uri, backchannel_logout_session_required: true }
      : {}),
    ...(n === 'public' ? { allowed_cors_origins: [base] } : {}),
    ...(n === 'resource_server' ? { may_introspect_all_tokens: true } : {}),
    ...(n === 'basic' ? { require_pkce: false } : {}),
  })),
};
writeFileSync(file, `${JSON.stringify(cfg, null, 1)}\n`);
writeFileSync(new URL(`../config/${v.name}.clients.json`, import.meta.url), `${JSON.stringify(seed, null, 1)}\n`);
console.log(`wrote config/${v.name}.json and config/${v.name}.clients.json`);
