// The metadata cannot lie: every endpoint, method, algorithm and mode it names is used here, and its neighbours that it does not name are refused.
import { check, section } from '../lib/runner.mjs';
import { describe, form, now, rnd } from '../lib/ctx.mjs';
import { ping } from '../lib/authchecks.mjs';
import { cb } from '../lib/registrations.mjs';
import { clientKey } from '../lib/clientkeys.mjs';

section('what the metadata names (RFC 8414 2)');

check('metadata-endpoints-answer', async (t, x) => {
  const gets = ['authorization_endpoint', 'userinfo_endpoint', 'end_session_endpoint', 'jwks_uri'];
  for (const [name, url] of Object.entries(x.as).filter(([k]) => /_endpoint$|^jwks_uri$/.test(k))) {
    const get = gets.includes(name);
    const r = get ? await x.http.get(url) : await x.http.post(url, '');
    t.ok(![404, 405, 501].includes(r.status), `${name}: ${r.status}`);
    if (!get) t.eq((await x.http.get(url)).status, 405, `GET ${name}`);
  }
});

check('metadata-grant-types', { needs: 'client:basic' }, async (t, x) => {
  const named = x.as.grant_types_supported;
  for (const grant_type of named) {
    const r = await x.token(x.client('basic'), { grant_type, code: 'x', refresh_token: 'x', device_code: 'x' });
    t.ok(r.json?.error !== 'unsupported_grant_type', `${grant_type} is named and not supported`);
  }
  const others = ['password', 'implicit', 'urn:ietf:params:oauth:grant-type:token-exchange', 'foo'];
  for (const grant_type of others.filter((g) => !named.includes(g))) {
    const r = await x.token(x.client('basic'), { grant_type, username: 'x', password: 'x', subject_token: 'x' });
    t.eq(r.json?.error, 'unsupported_grant_type', `${grant_type} is not named`);
  }
});

const METHODS = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none', 'client_secret_jwt'];

for (const [endpoint, params] of [
  ['token', { grant_type: 'refresh_token', refresh_token: 'x' }],
  ['revocation', { token: 'x' }],
  ['introspection', { token: 'x' }],
])
  check(`metadata-${endpoint}-auth-methods`, { needs: [`meta:${endpoint}_endpoint`, 'dcr'] }, async (t, x) => {
    const named = x.as[`${endpoint}_endpoint_auth_methods_supported`];
    for (const method of METHODS) {
      const key = method === 'private_key_jwt' ? await clientKey('ES256') : undefined;
      const meta = { token_endpoint_auth_method: method, grant_types: ['authorization_code', 'refresh_token'] };
      const r = await x.register({
        redirect_uris: [cb(x)],
        response_types: ['code'],
        ...meta,
        ...(key ? key.meta : {}),
      });
      if (r.status !== 201) {
        t.ok(!named.includes(method), `${method} is named and cannot be registered: ${r.text.slice(0, 150)}`);
        continue;
      }
      const client = { ...r.json, auth: method, jwk: key?.jwk, redirect_uris: [cb(x)] };
      const answer = await x.call(`${endpoint}_endpoint`, client, params);
      const refused = answer.json?.error === 'invalid_client' || answer.status === 401;
      t.eq(
        !refused,
        named.includes(method),
        `${method}: whether it authenticates (${answer.status} ${answer.json?.error})`,
      );
    }
  });

const SIGNING = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];

check('metadata-assertion-algorithms', { needs: ['dcr', 'client:pkjwt'] }, async (t, x) => {
  const named = x.as.token_endpoint_auth_signing_alg_values_supported;
  t.must(named?.length, 'none is named');
  for (const alg of SIGNING) {
    const key = await clientKey(alg);
    const meta = { token_endpoint_auth_method: 'private_key_jwt', jwks: key.meta.jwks };
    const r = await x.register({
      redirect_uris: [cb(x)],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      ...meta,
    });
    if (r.status !== 201) {
      t.ok(!named.includes(alg), `${alg} is named and its key is refused: ${r.text.slice(0, 150)}`);
      continue;
    }
    const answer = await ping(x, { ...r.json, auth: 'private_key_jwt', jwk: key.jwk, redirect_uris: [cb(x)] });
    const expected = named.includes(alg) ? 'invalid_grant' : 'invalid_client';
    t.eq(answer.json?.error, expected, `${alg}, ${named.includes(alg) ? 'named' : 'not named'}`);
  }
});

check('metadata-request-object-algorithms', { needs: ['dcr', 'jar'] }, async (t, x) => {
  const named = x.as.request_object_signing_alg_values_supported;
  t.must(named?.length, 'none is named');
  for (const alg of SIGNING) {
    const key = await clientKey(alg);
    const r = await x.register({
      redirect_uris: [cb(x)],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      jwks: key.meta.jwks,
    });
    if (r.status !== 201) {
      t.ok(!named.includes(alg), `${alg} is named and its key is refused: ${r.text.slice(0, 150)}`);
      continue;
    }
    const client = { ...r.json, redirect_uris: [cb(x)] };
    const { p } = x.authParams(client, { prompt: 'none' });
    const request = await x.jws(
      { iss: client.client_id, aud: x.issuer, exp: now() + 60, nbf: now(), jti: rnd(), ...p },
      { alg, kid: key.jwk.kid, typ: 'oauth-authz-req+jwt' },
      key.jwk,
    );
    const a = await x.silent(client, p, {
      raw: form({ client_id: client.client_id, response_type: 'code', scope: 'openid', request }),
    });
    const taken = a.cb?.error === 'login_required';
    t.eq(taken, named.includes(alg), `${alg}: whether it is taken (${a.cb?.error ?? describe(a.out)})`);
  }
});

check('metadata-dpop-algorithms', { needs: ['dpop', 'client:basic'] }, async (t, x) => {
  const named = x.as.dpop_signing_alg_values_supported;
  for (const alg of SIGNING) {
    const params = { grant_type: 'authorization_code', code: 'x', redirect_uri: cb(x) };
    const r = await x.token(x.client('basic'), params, { dpop: { key: await x.dpopKey(alg) } });
    t.eq(
      r.json?.error,
      named.includes(alg) ? 'invalid_grant' : 'invalid_dpop_proof',
      `${alg}, ${named.includes(alg) ? 'named' : 'not named'}`,
    );
  }
});

check('metadata-response-modes', { needs: 'client:basic' }, async (t, x) => {
  const via = { query: 'redirect', fragment: 'redirect', form_post: 'form_post' };
  for (const response_mode of x.as.response_modes_supported) {
    const a = await x.silent(x.client('basic'), { response_mode, prompt: 'none' });
    t.eq(a.out.via, via[response_mode], `${response_mode}: how the answer comes (${describe(a.out)})`);
    t.eq(a.cb?.error, 'login_required', `${response_mode}: answer`);
  }
});

check('metadata-prompt-values', { needs: 'client:basic' }, async (t, x) => {
  for (const prompt of x.as.prompt_values_supported ?? []) {
    const a = await x.silent(x.client('basic'), { prompt });
    if (prompt === 'none') t.eq(a.cb?.error, 'login_required', 'prompt=none');
    else t.ok(a.out.kind === 'page' && a.out.status === 200, `prompt=${prompt}: ${describe(a.out)}`);
  }
});

check('metadata-scopes-are-granted', { needs: ['dcr', 'client:basic'] }, async (t, x) => {
  const known = new Set(['openid', 'profile', 'email', 'offline_access']);
  const scope = x.as.scopes_supported.filter((s) => known.has(s)).join(' ');
  const f = await x.flow(t, x.client('basic'), { scope });
  const granted = f.tok.scope?.split(' ') ?? scope.split(' ');
  for (const s of scope.split(' ')) t.ok(granted.includes(s), `scope ${s} is named and not granted`);
});

check('metadata-acr-values', { needs: 'client:basic' }, async (t, x) => {
  for (const acr_values of x.as.acr_values_supported ?? []) {
    const a = await x.silent(x.client('basic'), { acr_values });
    t.ok(a.out.kind === 'page' && a.out.status === 200, `acr_values=${acr_values}: ${describe(a.out)}`);
  }
});

check('metadata-subject-types', { needs: 'dcr' }, async (t, x) => {
  for (const subject_type of ['public', 'pairwise']) {
    const r = await x.register({ redirect_uris: [cb(x)], subject_type });
    t.eq(
      r.status === 201,
      x.as.subject_types_supported.includes(subject_type),
      `${subject_type}: whether it can be registered`,
    );
    if (r.status === 201) t.eq(r.json.subject_type, subject_type, 'subject_type');
  }
});

check('metadata-claims-are-told', { needs: ['client:basic', 'userinfo'] }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'), { scope: 'openid profile email' });
  const told = { ...f.claims, ...(await x.userinfo(f.tok.access_token)).json };
  const unnamed = Object.keys(told).filter((name) => !x.as.claims_supported.includes(name));
  t.warn(unnamed.length === 0, `claims that the metadata does not name: ${unnamed}`);
  for (const name of Object.keys(x.user().claims ?? {}).filter((c) => x.as.claims_supported.includes(c)))
    t.ok(name in told, `${name} is named and not told although the user has it`);
});
