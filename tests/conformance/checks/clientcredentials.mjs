import { check, section } from '../lib/runner.mjs';
import { oidc } from '../lib/ctx.mjs';

section('client credentials (RFC 6749 4.4)');
const cc = (x, extra = {}, o) => {
  const c = x.client('service');
  return x.token(
    c,
    {
      grant_type: 'client_credentials',
      ...(c.scope ? { scope: c.scope } : {}),
      ...(c.resource ? { resource: c.resource } : {}),
      ...extra,
    },
    o,
  );
};

check('client-credentials', { needs: 'client_credentials' }, async (t, x) => {
  const k = x.tokenResponse(t, await cc(x));
  t.ok(!k.refresh_token, 'refresh token (RFC 6749 4.4.3 SHOULD NOT)');
  t.ok(!k.id_token, 'id_token');
  const u = await x.userinfo(k.access_token);
  t.in(u.status, [401, 403], 'userinfo with a client token');
  const g = await oidc.clientCredentialsGrant(await x.lib(x.client('service')), {
    ...(x.client('service').scope ? { scope: x.client('service').scope } : {}),
  });
  t.ok(g.access_token, 'openid-client');
  if (x.as.introspection_endpoint && x.client('resource_server')) {
    const i = (await x.call('introspection_endpoint', x.client('resource_server'), { token: k.access_token })).json;
    if (i?.active) {
      t.eq(i.client_id, x.client('service').client_id, 'client_id');
      t.ok(!i.sub || i.sub === i.client_id || !x.cfg.users.some((u2) => u2.sub === i.sub), 'sub of a user');
    }
  }
});

check('client-credentials-scope', { needs: 'client_credentials' }, async (t, x) => {
  for (const s of ['openid', 'offline_access', 'no-such-scope']) {
    const r = await cc(x, { scope: s });
    if (r.status === 200) {
      t.ok(!(r.json.scope ?? '').split(' ').includes(s), `scope ${s} granted`);
      t.ok(!r.json.id_token && !r.json.refresh_token, `id_token or refresh_token with ${s}`);
      t.warn(s === 'openid' || s === 'offline_access', `scope ${s} is ignored silently`);
    } else x.tokenError(t, r, 'invalid_scope', { what: `scope ${s}` });
  }
});

check('client-credentials-not-for-public', { needs: ['client_credentials', 'client:public'] }, async (t, x) => {
  const r = await x.token(x.client('public'), { grant_type: 'client_credentials' });
  x.tokenError(t, r, ['unauthorized_client', 'invalid_client', 'unsupported_grant_type', 'invalid_request'], {
    what: 'public client',
    status: [400, 401],
  });
  x.tokenError(t, await cc(x, {}, { secret: 'wrong' }), 'invalid_client', { what: 'wrong secret', status: [401] });
});

check('client-credentials-jwt', { needs: ['client_credentials', 'resource'] }, async (t, x) => {
  const r = await cc(x, { resource: x.cfg.api.resource });
  if (r.status !== 200) t.skip(`no token for the API: ${r.json?.error}`);
  const p = r.json.access_token.split('.');
  if (p.length !== 3) t.skip('opaque');
  const j = JSON.parse(Buffer.from(p[1], 'base64url'));
  t.eq(j.client_id, x.client('service').client_id, 'client_id');
  t.eq(j.sub, x.client('service').client_id, 'sub = client_id (RFC 9068 2.2)');
  t.eq([].concat(j.aud)[0], x.cfg.api.resource, 'aud');
});

check('client-credentials-dpop', { needs: ['client_credentials', 'dpop'] }, async (t, x) => {
  const key = await x.dpopKey();
  x.tokenResponse(t, await cc(x, {}, { dpop: { key } }), { dpop: true });
});
