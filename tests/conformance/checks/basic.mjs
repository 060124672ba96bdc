import { check, section } from '../lib/runner.mjs';
import { oidc, newJar, describe, now } from '../lib/ctx.mjs';

section('sign-in and id_token (oidcc-basic)');

check('oidcc-server', { needs: 'client:basic' }, async (t, x) => {
  const c = x.client('basic');
  const f = await x.flow(t, c);
  t.ok(f.a.cb.code.length >= 22, 'code shorter than 128 bits');
  t.ok(!f.a.cb.access_token && !f.a.cb.id_token, 'tokens in the front channel');
  for (const k of Object.keys(f.a.cb))
    t.warn(
      ['code', 'state', 'iss', 'session_state', 'scope'].includes(k),
      `unexpected parameter ${k} in the authorization response`,
    );
  for (const k of ['name', 'email', 'phone_number', 'address', 'given_name', 'birthdate'])
    t.warn(!(k in f.claims), `id_token has ${k} although it was not asked for`);
  for (const k of Object.keys(f.tok))
    t.warn(
      ['access_token', 'token_type', 'expires_in', 'id_token', 'scope', 'refresh_token'].includes(k),
      `unexpected member ${k} in the token response`,
    );
  t.ok([302, 303].includes(f.a.out.status), `redirect to the client with ${f.a.out.status}`);
  t.warn(f.a.out.status === 303 || f.a.out.fromMethod !== 'POST', 'redirect after POST should be 303 (RFC 9700 4.12)');
  t.ok(f.steps.includes('login'), 'no login step was seen: the driver or the session is wrong');
  if (f.tok.scope !== undefined) t.ok(f.tok.scope.split(' ').includes('openid'), `scope ${f.tok.scope}`);
  const u = await x.userinfo(f.tok.access_token);
  t.eq(u.status, 200, 'userinfo');
  t.eq(u.json?.sub, f.claims.sub, 'sub of userinfo');
  t.warn(
    /no-store/.test(f.a.out.headers?.['cache-control'] ?? ''),
    'redirect with the code lacks Cache-Control: no-store',
  );
  t.ok(!('auth_time' in f.claims) || Math.abs(f.claims.auth_time - now()) < 60, 'auth_time of a fresh login');
  const g = await x.flow(t, c, {}, { jar: f.jar });
  t.eq(g.claims.sub, f.claims.sub, 'sub of the second sign-in');
  t.ok(g.a.cb.code !== f.a.cb.code && g.tok.access_token !== f.tok.access_token, 'code or token is the same twice');
  if (f.claims.auth_time !== undefined) t.eq(g.claims.auth_time, f.claims.auth_time, 'auth_time with the same session');
  if (x.user().sub) t.eq(f.claims.sub, x.user().sub, 'sub');
});

for (const [n, cn] of [
  ['client-secret-post', 'post'],
  ['private-key-jwt', 'pkjwt'],
  ['public-client-pkce', 'public'],
  ['second-client', 'second'],
]) {
  check(`oidcc-server-${n}`, { needs: `client:${cn}` }, async (t, x) => {
    const c = x.client(cn);
    const f = await x.flow(t, c);
    const u = await x.userinfo(f.tok.access_token);
    t.eq(u.json?.sub, f.claims.sub, 'sub of userinfo');
    t.ok(![].concat(f.claims.aud).includes(x.client('basic').client_id), 'aud of another client');
    if (n === 'public-client-pkce' && !c.expectRefresh)
      t.warn(!f.tok.refresh_token, 'refresh token without offline_access');
  });
}

for (const cn of ['basic', 'post', 'pkjwt', 'public']) {
  check(`openid-client-${cn}`, { needs: `client:${cn}` }, async (t, x) => {
    const c = x.client(cn);
    const cfg = await x.lib(c);
    const verifier = oidc.randomPKCECodeVerifier();
    const state = oidc.randomState();
    const nonce = oidc.randomNonce();
    const url = oidc.buildAuthorizationUrl(cfg, {
      redirect_uri: c.redirect_uris[0],
      scope: 'openid',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
      max_age: '900',
    });
    const jar = newJar();
    const browser = x.browser(jar, c);
    let out = await x.driver.signIn({
      authorizeUrl: url.href,
      jar,
      hints: {
        user: x.user(),
        redirectUris: c.redirect_uris,
        redirectUri: c.redirect_uris[0],
        browser,
        steps: [],
        params: {},
      },
    });
    if (typeof out === 'string') out = { kind: 'callback', url: out };
    t.must(out.kind === 'callback', `ended at ${describe(out)}`);
    const tok = await oidc.authorizationCodeGrant(cfg, new URL(out.url), {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      maxAge: 900,
      idTokenExpected: true,
    });
    const ui = await oidc.fetchUserInfo(cfg, tok.access_token, tok.claims().sub);
    t.eq(ui.sub, tok.claims().sub, 'sub');
  });
}

check('oidcc-idtoken-signature', { needs: 'client:basic' }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  t.eq(f.header.alg, 'RS256', 'default alg');
  t.ok(f.header.kid, 'kid');
  t.ok(f.header.typ === undefined || /^jwt$/i.test(f.header.typ), `typ ${f.header.typ}`);
});

check('oidcc-idtoken-unsigned', { needs: 'dcr' }, async (t, x) => {
  if (!x.as.id_token_signing_alg_values_supported.includes('none')) {
    const r = await x.register({ redirect_uris: [x.cfg.redirect_uri], id_token_signed_response_alg: 'none' });
    t.ok(
      r.status === 400 || (r.status === 201 && r.json.id_token_signed_response_alg !== 'none'),
      `id_token_signed_response_alg=none registered (${r.status})`,
    );
    return;
  }
  t.info('none is announced');
});
