// Random input, repeatable with --seed: whatever is sent, the answer is calm, quick and gives nothing away.
import { section } from '../lib/runner.mjs';
import { form, newJar, withQuery } from '../lib/ctx.mjs';
import { fuzz, latin } from '../lib/fuzzing.mjs';
import { nasty, spoil, spoilJwt } from '../lib/nasty.mjs';

section('random input (--seed repeats it)');

fuzz('authorization-request', { needs: 'client:basic' }, async (x) => {
  const c = x.client('basic');
  const more = {
    prompt: 'none',
    max_age: '60',
    acr_values: 'x',
    claims: '{}',
    login_hint: 'x',
    resource: 'https://x',
    id_token_hint: 'x',
    request: 'x',
    ui_locales: 'en',
    display: 'page',
  };
  return (dice) => {
    const query = spoil(dice, {
      ...x.authParams(c).p,
      ...Object.fromEntries(Object.entries(more).filter(() => dice.chance(4))),
    });
    return dice.chance(3)
      ? x.http.post(x.as.authorization_endpoint, query.slice(0, 60000), { retry429: false })
      : x.http.get(`${x.as.authorization_endpoint}?${query.slice(0, 6000)}`, { retry429: false });
  };
});

const PARAMETERS = {
  token_endpoint: {
    grant_type: 'authorization_code',
    code: 'x',
    redirect_uri: 'https://x',
    code_verifier: 'a'.repeat(43),
    refresh_token: 'x',
    scope: 'openid',
    device_code: 'x',
    resource: 'https://x',
  },
  revocation_endpoint: { token: 'x', token_type_hint: 'access_token' },
  introspection_endpoint: { token: 'x', token_type_hint: 'refresh_token' },
  pushed_authorization_request_endpoint: {
    response_type: 'code',
    scope: 'openid',
    redirect_uri: 'https://x',
    code_challenge: 'a'.repeat(43),
    code_challenge_method: 'S256',
    request: 'x',
    dpop_jkt: 'x',
  },
  device_authorization_endpoint: { scope: 'openid', resource: 'https://x' },
};

const TYPES = [
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded; charset=utf-16',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'application/json',
  'text/plain',
  'x',
  '',
];
const SCHEMES = ['Basic', 'Bearer', 'DPoP', 'basic', 'Digest', 'Negotiate', ''];

const FEATURES = {
  pushed_authorization_request_endpoint: 'par',
  device_authorization_endpoint: 'device',
  introspection_endpoint: 'introspection',
  revocation_endpoint: 'revocation',
};

for (const [endpoint, parameters] of Object.entries(PARAMETERS))
  fuzz(
    endpoint.replace('_endpoint', '').replaceAll('_', '-'),
    { needs: ['client:basic', FEATURES[endpoint] ?? 'meta:token_endpoint'] },
    async (x) => {
      const c = x.client('basic');
      return (dice) => {
        const body = spoil(dice, parameters);
        const headers = {};
        if (dice.chance(2)) headers.authorization = x.basic(c.client_id, c.client_secret);
        else if (dice.chance(2)) headers.authorization = latin(`${dice.one(SCHEMES)} ${nasty(dice)}`);
        if (dice.chance(4)) headers['content-type'] = dice.one(TYPES);
        if (dice.chance(4)) headers.dpop = latin(nasty(dice));
        if (dice.chance(8)) headers.origin = latin(nasty(dice));
        return x.http.send(dice.chance(12) ? 'PUT' : 'POST', x.as[endpoint], { body, headers, retry429: false });
      };
    },
  );

fuzz('end-session', { needs: ['logout', 'client:basic'] }, async (x, t) => {
  const f = await x.flow(t, x.client('basic'));
  const right = {
    id_token_hint: f.tok.id_token,
    post_logout_redirect_uri: x.client('basic').post_logout_redirect_uris[0],
    state: 'x',
    client_id: x.client('basic').client_id,
  };
  return (dice) => {
    const query = spoil(dice, {
      ...right,
      id_token_hint: dice.chance(2) ? spoilJwt(dice, f.tok.id_token) : right.id_token_hint,
    });
    return dice.chance(3)
      ? x.http.post(x.as.end_session_endpoint, query.slice(0, 60000), { retry429: false })
      : x.http.get(`${x.as.end_session_endpoint}?${query.slice(0, 6000)}`, { retry429: false });
  };
});

fuzz('registration', { needs: 'dcr' }, async (x) => {
  const right = {
    redirect_uris: [x.cfg.redirect_uri],
    client_name: 'fuzz',
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_basic',
    jwks: { keys: [] },
    contacts: ['a@b.example'],
    scope: 'openid',
    default_max_age: 60,
    logo_uri: 'https://x.example/l.png',
  };
  return async (dice) => {
    const name = dice.one(Object.keys(right));
    const value = dice.one([
      null,
      true,
      -1,
      1e300,
      '',
      [],
      {},
      [null],
      [[]],
      { keys: [{}] },
      { keys: [null] },
      { keys: [{ kty: 'RSA', n: 'A', e: 'A' }] },
      nasty(dice),
      [nasty(dice)],
    ]);
    const body = dice.chance(5) ? nasty(dice) : JSON.stringify({ ...right, [name]: value });
    const token = dice.chance(3) ? latin(nasty(dice)) : x.cfg.dcr?.initial_access_token;
    const r = await x.http.post(x.as.registration_endpoint, body.toWellFormed(), {
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      retry429: false,
    });
    if (r.status === 201) x.dyn.push(r.json);
    return r;
  };
});

fuzz('sign-in-pages', { needs: 'client:basic' }, async (x) => {
  const jar = newJar();
  const start = await x.http.get(withQuery(x.as.authorization_endpoint, x.authParams(x.client('basic')).p), { jar });
  const page = await x.http.get(new URL(start.headers.location ?? '/', x.issuer).href, { jar });
  const { forms } = (await import('../lib/html.mjs')).parsePage(page.text, page.url);
  const target = forms.find((f) => f.method === 'POST');
  const fields = Object.fromEntries((target?.fields ?? []).map((f) => [f.name, f.value]));
  return (dice) => {
    const headers = dice.chance(3) ? { cookie: latin(`${dice.text(8).replace(/[^a-z]/gi, 'a')}=${nasty(dice)}`) } : {};
    const url = dice.chance(3)
      ? withQuery(
          page.url.split('?')[0],
          form([[dice.one(['a', 'r', 'ReturnUrl', 'handler', 'culture']), nasty(dice).toWellFormed()]]).slice(0, 6000),
        )
      : (target?.action ?? page.url);
    return x.http.send(dice.chance(2) ? 'POST' : 'GET', url, {
      jar: dice.chance(2) ? jar : undefined,
      headers,
      retry429: false,
      quiet: true,
      ...(dice.chance(2) ? { body: spoil(dice, fields).slice(0, 60000) } : {}),
    });
  };
});

fuzz('paths', {}, async (x) => (dice) => {
  const base = dice.one([
    x.as.authorization_endpoint,
    x.as.token_endpoint,
    x.as.jwks_uri,
    x.discoveryUrl,
    `${x.issuer}/connect`,
    x.issuer,
  ]);
  const rest = encodeURI(nasty(dice).toWellFormed().slice(0, 2000)).replace(/#/g, '%23');
  return x.http.send(dice.one(['GET', 'HEAD', 'POST', 'OPTIONS', 'DELETE', 'PROPFIND']), `${base}/${rest}`, {
    headers: dice.chance(4) ? { accept: latin(nasty(dice)), 'accept-language': latin(nasty(dice)) } : {},
    retry429: false,
  });
});
