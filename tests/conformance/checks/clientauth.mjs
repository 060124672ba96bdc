import { check, section } from '../lib/runner.mjs';
import { badAuth, good, ping } from '../lib/authchecks.mjs';

section('client authentication (RFC 6749 2.3, RFC 7523, OIDC Core 9)');

check('client-secret-basic', { needs: 'client:basic' }, async (t, x) => {
  const c = x.client('basic');
  good(t, await ping(x, c), 'basic');
  const r = await ping(x, c, {
    auth: false,
    headers: { authorization: x.basic(c.client_id, c.client_secret).replace('Basic', 'basic') },
  });
  t.warn(
    r.json?.error === 'invalid_grant',
    'scheme "basic" in lower case is refused (RFC 9110 11.1: case-insensitive)',
  );
});

check('client-secret-basic-special-characters', { needs: 'client:special' }, async (t, x) => {
  const c = x.client('special');
  good(t, await ping(x, c), 'form-url-encoded id and secret (RFC 6749 2.3.1)');
  const f = await x.flow(t, c);
  t.ok(f.tok.access_token, 'flow');
});

check('client-secret-post', { needs: 'client:post' }, async (t, x) => {
  good(t, await ping(x, x.client('post')), 'post');
});

check('wrong-secret', { needs: 'client:basic' }, async (t, x) => {
  const c = x.client('basic');
  for (const s of [
    'wrong',
    '',
    ' ',
    c.client_secret.slice(0, -1),
    `${c.client_secret}x`,
    c.client_secret.toUpperCase(),
    `${c.client_secret}\u0000`,
  ]) {
    const r = await ping(x, c, { secret: s });
    const odd = s === '' || s.includes('\u0000');
    badAuth(
      t,
      x,
      r,
      `secret ${JSON.stringify(s).slice(0, 16)}`,
      odd ? ['invalid_client', 'invalid_request'] : ['invalid_client'],
    );
    if (odd && r.json?.error === 'invalid_request') continue;
    t.eq(r.status, 401, 'status with an Authorization header');
    t.ok(/^Basic\b/i.test(r.headers['www-authenticate'] ?? ''), `WWW-Authenticate: ${r.headers['www-authenticate']}`);
  }
  if (x.client('post')) badAuth(t, x, await ping(x, x.client('post'), { secret: 'wrong' }), 'post with a wrong secret');
});

check('unknown-client-looks-like-a-wrong-secret', { needs: 'client:basic' }, async (t, x) => {
  const c = x.client('basic');
  const a = await ping(x, { ...c, client_id: 'no-such-client' });
  badAuth(t, x, a, 'unknown client');
  const b = await ping(x, c, { secret: 'wrong' });
  t.eq(a.status, b.status, 'status');
  t.warn(a.text === b.text, 'the answer tells whether the client exists');
});

check('two-methods-at-once', { needs: 'client:basic' }, async (t, x) => {
  const c = x.client('basic');
  const r = await ping(x, c, {}, { client_id: c.client_id, client_secret: c.client_secret });
  badAuth(t, x, r, 'header and body', ['invalid_request', 'invalid_client']);
  if (x.client('pkjwt')) {
    const p = x.client('pkjwt');
    badAuth(
      t,
      x,
      await ping(
        x,
        c,
        {},
        {
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: await x.assertion(p),
        },
      ),
      'basic and assertion',
      ['invalid_request', 'invalid_client'],
    );
  }
});

check('client-id-in-body-must-match-the-header', { needs: ['client:basic', 'client:second'] }, async (t, x) => {
  const c = x.client('basic');
  const r = await ping(x, c, {}, { client_id: c.client_id });
  t.warn(r.json?.error === 'invalid_grant', `client_id in the body besides Basic is refused (${r.json?.error})`);
  badAuth(t, x, await ping(x, c, {}, { client_id: x.client('second').client_id }), 'other client_id in the body', [
    'invalid_request',
    'invalid_client',
  ]);
});

check('registered-method-is-enforced', { needs: ['client:basic', 'client:post'] }, async (t, x) => {
  for (const [n, m] of [
    ['basic', 'client_secret_post'],
    ['post', 'client_secret_basic'],
  ]) {
    const r = await ping(x, x.client(n), { auth: m });
    t.warn(r.json?.error === 'invalid_client', `client ${n} may use ${m}`);
    t.ok(r.status < 500, 'status');
  }
});

check('confidential-client-without-secret', { needs: 'client:basic' }, async (t, x) => {
  for (const n of ['basic', 'post', 'pkjwt'].filter((k) => x.client(k)))
    badAuth(t, x, await ping(x, x.client(n), { auth: 'none' }), `${n} with client_id only`);
  badAuth(t, x, await ping(x, x.client('basic'), { auth: false }), 'nothing at all', [
    'invalid_client',
    'invalid_request',
  ]);
});

check('public-client-auth', { needs: 'client:public' }, async (t, x) => {
  const c = x.client('public');
  good(t, await ping(x, c), 'client_id only');
  const r = await ping(x, c, { auth: 'client_secret_post', secret: 'foo' });
  t.warn(r.json?.error === 'invalid_client', 'a public client may send any secret');
});

check('basic-header-malformed', { needs: 'client:basic' }, async (t, x) => {
  const c = x.client('basic');
  for (const h of [
    'Basic',
    'Basic ',
    'Basic !!!!',
    `Basic ${Buffer.from('nocolon').toString('base64')}`,
    `Basic ${Buffer.from(':').toString('base64')}`,
    `Basic ${Buffer.from('%zz:%zz').toString('base64')}`,
    `Basic ${Buffer.from([0xff, 0xfe, 0x3a, 0xff]).toString('base64')}`,
    `Basic ${Buffer.from(`${c.client_id}:`).toString('base64')}`,
    'Bearer abc',
    'Negotiate abc',
    `Basic ${'A'.repeat(6000)}`,
  ]) {
    const r = await ping(x, c, { auth: false, headers: { authorization: h } });
    t.ok([400, 401, 431].includes(r.status), `Authorization ${h.slice(0, 24)}: ${r.status}`);
    t.ok(
      !r.json || ['invalid_client', 'invalid_request'].includes(r.json.error),
      `Authorization ${h.slice(0, 24)}: ${r.json?.error}`,
    );
  }
});
