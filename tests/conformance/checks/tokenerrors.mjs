import { check, section } from '../lib/runner.mjs';
import { form } from '../lib/ctx.mjs';

section('client authentication (RFC 6749 2.3, RFC 7523, OIDC Core 9)');

check('token-endpoint-errors', { needs: 'client:basic' }, async (t, x) => {
  const c = x.client('basic');
  x.tokenError(t, await x.token(c, { grant_type: 'foo' }), 'unsupported_grant_type', { what: 'unknown grant' });
  x.tokenError(t, await x.token(c, {}), 'invalid_request', { what: 'no grant_type' });
  x.tokenError(t, await x.token(c, { grant_type: '' }), ['invalid_request', 'unsupported_grant_type'], {
    what: 'empty grant_type',
  });
  x.tokenError(
    t,
    await x.token(c, { grant_type: 'password', username: x.user().username, password: x.user().password }),
    ['unsupported_grant_type', 'unauthorized_client'],
    { what: 'password grant' },
  );
  x.tokenError(
    t,
    await x.token(c, { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: 'x' }),
    ['unsupported_grant_type', 'unauthorized_client', 'invalid_grant'],
    { what: 'jwt-bearer grant' },
  );
  for (const m of ['GET', 'PUT', 'DELETE']) {
    const r = await x.http.send(m, x.as.token_endpoint, { body: m === 'GET' ? undefined : '' });
    t.in(r.status, [404, 405], `${m} at the token endpoint`);
  }
  const g = await x.http.get(
    `${x.as.token_endpoint}?${form({ grant_type: 'authorization_code', code: 'x', client_id: c.client_id, client_secret: c.client_secret })}`,
  );
  t.in(g.status, [404, 405], 'GET with parameters');
  const j = await x.http.send('POST', x.as.token_endpoint, {
    headers: { 'content-type': 'application/json', authorization: x.basic(c.client_id, c.client_secret) },
    body: JSON.stringify({ grant_type: 'authorization_code' }),
  });
  t.in(j.status, [400, 415], 'JSON body');
  const q = await x.http.send('POST', `${x.as.token_endpoint}?${form({ grant_type: 'client_credentials' })}`, {
    headers: { authorization: x.basic(c.client_id, c.client_secret) },
    body: '',
  });
  t.in(q.status, [400, 401], 'parameters in the query of a POST must not count');
  const s = await x.http.post(
    `${x.as.token_endpoint}`,
    { grant_type: 'authorization_code', code: ['a', 'b'], redirect_uri: c.redirect_uris[0] },
    { headers: { authorization: x.basic(c.client_id, c.client_secret) } },
  );
  x.tokenError(t, s, 'invalid_request', { what: 'duplicate code' });
  const d = await x.http.post(
    `${x.as.token_endpoint}`,
    { grant_type: ['authorization_code', 'authorization_code'], code: 'a' },
    { headers: { authorization: x.basic(c.client_id, c.client_secret) } },
  );
  x.tokenError(t, d, 'invalid_request', { what: 'duplicate grant_type' });
  const mp = await x.http.send('POST', x.as.token_endpoint, {
    headers: {
      'content-type': 'multipart/form-data; boundary=x',
      authorization: x.basic(c.client_id, c.client_secret),
    },
    body: '--x\r\nContent-Disposition: form-data; name="grant_type"\r\n\r\nclient_credentials\r\n--x--\r\n',
  });
  t.in(mp.status, [400, 415], 'multipart body');
  const ch = await x.http.send('POST', x.as.token_endpoint, {
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      authorization: x.basic(c.client_id, c.client_secret),
    },
    body: 'grant_type=authorization_code&code=x&redirect_uri=y',
  });
  t.eq(ch.json?.error, 'invalid_grant', 'Content-Type with charset');
});

check('grant-not-allowed-for-the-client', { needs: 'client:basic' }, async (t, x) => {
  const c = x.client('basic');
  const U = (r, what, more = []) => {
    x.tokenError(
      t,
      r,
      ['unauthorized_client', 'unsupported_grant_type', 'invalid_request', 'invalid_client', ...more],
      { what, status: [400, 401, 403] },
    );
    t.warn(
      ['unauthorized_client', 'unsupported_grant_type'].includes(r.json?.error),
      `${what}: ${r.json?.error}, RFC 6749 5.2 says unauthorized_client`,
    );
  };
  if (!c.clientCredentials) U(await x.token(c, { grant_type: 'client_credentials' }), 'client_credentials');
  if (x.as.device_authorization_endpoint) {
    const r = await x.call('device_authorization_endpoint', c, { scope: 'openid' });
    U(r, 'device authorization');
  }
  if (x.client('service')) {
    const s = x.client('service');
    const r = await x.token(s, { grant_type: 'authorization_code', code: 'x', redirect_uri: x.cfg.redirect_uri });
    U(r, 'service client with a code', ['invalid_grant']);
  }
});
