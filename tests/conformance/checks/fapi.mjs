import { check, section } from '../lib/runner.mjs';
import { describe, rnd, sleep, form } from '../lib/ctx.mjs';
import { FAPI, codeFor, keyOf, push } from '../lib/fapichecks.mjs';

section('FAPI 2.0 Security Profile: requests (fapi2-security-profile-final)');
const STRONG = ['PS256', 'ES256', 'EdDSA', 'Ed25519'];

check('fapi2-discovery-end-point-verification', { needs: FAPI }, async (t, x) => {
  const m = x.as;
  t.ok((m.response_types_supported ?? []).includes('code'), 'response type code');
  t.eq(m.authorization_response_iss_parameter_supported, true, 'authorization_response_iss_parameter_supported');
  t.ok(m.pushed_authorization_request_endpoint, 'pushed_authorization_request_endpoint');
  t.ok((m.code_challenge_methods_supported ?? []).includes('S256'), 'S256');
  t.ok((m.token_endpoint_auth_methods_supported ?? []).includes('private_key_jwt'), 'private_key_jwt');
  for (const k of [
    'id_token_signing_alg_values_supported',
    'token_endpoint_auth_signing_alg_values_supported',
    'dpop_signing_alg_values_supported',
  ])
    t.ok(
      (m[k] ?? []).some((a) => STRONG.includes(a)),
      `${k} has none of ${STRONG.join(', ')}: ${m[k]}`,
    );
});

for (const name of ['fapi', 'fapi2'])
  check(`fapi2-happy-flow-${name}`, { needs: [...FAPI, `client:${name}`, 'userinfo'] }, async (t, x) => {
    const c = x.client(name);
    for (const redirect_uri of c.redirect_uris.slice(0, 2)) {
      const f = await x.flow(t, c, { redirect_uri });
      const key = await keyOf(x, c);
      for (const scheme of ['DPoP', 'dpop']) {
        const u = await x.dpopGet(f.tok.access_token, { key, scheme });
        t.eq(u.status, 200, `userinfo with the scheme ${scheme}`);
        t.eq(u.json?.sub, f.claims.sub, 'sub');
      }
      t.ok((await x.userinfo(f.tok.access_token)).status === 401, 'the bound token works as Bearer');
      t.ok(f.a.cb.code.length >= 22, 'code shorter than 128 bits');
    }
  });

check('fapi2-user-rejects-authentication', { needs: FAPI }, async (t, x) => {
  const a = await x.authorize(x.client('fapi'), { prompt: 'consent' }, { deny: true });
  if (!a.steps.includes('deny')) t.skip('the driver found nothing to press to refuse');
  x.error(t, a, 'access_denied');
});

check('fapi2-without-state-nonce-and-long-values', { needs: FAPI }, async (t, x) => {
  const c = x.client('fapi');
  const f = await x.flow(t, c, { state: null });
  t.ok(!('state' in f.a.cb), 'state although none was sent');
  const g = await x.flow(t, c, { nonce: null }, { jar: f.jar });
  t.ok(!('nonce' in g.claims), 'nonce although none was sent');
  await x.flow(t, c, { nonce: 'n'.repeat(64) }, { jar: f.jar });
  await x.flow(t, c, { scope: 'email openid' }, { jar: f.jar });
  for (const [k, v] of [
    ['state', rnd(288)],
    ['nonce', rnd(288)],
  ]) {
    const a = await x.authorize(c, { [k]: v }, { jar: f.jar });
    if (a.out.kind === 'par-error') t.eq(a.out.status, 400, `a long ${k} is refused at PAR`);
    else t.ok(a.cb?.code && (k !== 'state' || a.cb.state === v), `a long ${k} is cut or breaks: ${describe(a.out)}`);
  }
});

check('fapi2-authorization-request-without-par-fails', { needs: FAPI }, async (t, x) => {
  const c = x.client('fapi');
  const { p } = x.authParams(c);
  for (const prompt of [undefined, 'none']) {
    const a = await x.silent(c, p, { raw: form({ ...p, prompt }) });
    x.error(t, a, ['invalid_request', 'invalid_request_object', 'invalid_request_uri'], { page: true });
  }
});

check('fapi2-response-types', { needs: FAPI }, async (t, x) => {
  for (const response_type of ['code id_token', 'token', 'id_token', 'code token', null]) {
    const { r } = await push(x, x.client('fapi'), { response_type });
    t.eq(r.status, 400, `response_type ${response_type}`);
    t.in(r.json?.error, ['unsupported_response_type', 'invalid_request', 'unauthorized_client'], 'error');
  }
});

check('fapi2-redirect-uri-and-pkce-at-par', { needs: FAPI }, async (t, x) => {
  const c = x.client('fapi');
  for (const [what, extra] of Object.entries({
    'no redirect_uri': { redirect_uri: null },
    'an unregistered redirect_uri': { redirect_uri: 'https://evil.example/cb' },
    'no code_challenge': { code_challenge: null, code_challenge_method: null },
    'plain code_challenge': { code_challenge: 'a'.repeat(43), code_challenge_method: 'plain' },
    'no code_challenge_method': { code_challenge_method: null },
    'a short code_challenge': { code_challenge: 'abc' },
  })) {
    const { r } = await push(x, c, extra);
    t.eq(r.status, 400, `${what}: status`);
    t.in(r.json?.error, ['invalid_request', 'invalid_redirect_uri'], `${what}: error`);
  }
});

check('fapi2-par-needs-client-authentication', { needs: [...FAPI, 'client:fapi2'] }, async (t, x) => {
  const c = x.client('fapi');
  for (const [what, o] of Object.entries({
    'no authentication': { auth: 'none' },
    "another client's key": { assertion: { key: x.client('fapi2').jwk } },
    'a secret': { auth: 'client_secret_post', secret: 'x' },
  })) {
    const { r } = await push(x, c, {}, o);
    t.in(r.status, [400, 401], `${what}: status`);
    t.in(r.json?.error, ['invalid_client', 'invalid_request'], `${what}: error`);
  }
});

check('fapi2-code-reuse-after-one-second', { needs: FAPI }, async (t, x) => {
  const { redeem } = await codeFor(t, x, x.client('fapi'));
  x.tokenResponse(t, await redeem(), { dpop: true });
  await sleep(1000);
  x.tokenError(t, await redeem(), 'invalid_grant');
});

check('fapi2-expired-code', { needs: FAPI, slow: '62 s' }, async (t, x) => {
  const { redeem } = await codeFor(t, x, x.client('fapi'));
  await sleep(61500);
  x.tokenError(t, await redeem(), 'invalid_grant');
});

check('fapi2-client-binding', { needs: [...FAPI, 'client:fapi2'] }, async (t, x) => {
  const [c, other] = [x.client('fapi'), x.client('fapi2')];
  const { redeem } = await codeFor(t, x, c);
  x.tokenError(t, await redeem({ client: other }), 'invalid_grant', { what: "another client's code" });
  const mixed = await redeem({ params: { client_id: other.client_id } });
  x.tokenError(t, mixed, ['invalid_client', 'invalid_request', 'invalid_grant'], {
    status: [400, 401],
    what: 'client_id of another client',
  });
  const { r } = await push(x, c);
  t.must(r.json?.request_uri, `PAR ${r.status} ${r.text.slice(0, 200)}`);
  const a = await x.silent(
    other,
    {},
    { par: false, raw: form({ client_id: other.client_id, request_uri: r.json.request_uri }) },
  );
  x.errorPage(t, a.out, "another client's request_uri");
});
