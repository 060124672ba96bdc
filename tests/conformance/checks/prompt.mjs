import { check, section } from '../lib/runner.mjs';
import { sleep, describe, now } from '../lib/ctx.mjs';

section('sign-in and id_token (oidcc-basic)');

check('oidcc-prompt-none-not-logged-in', { needs: 'client:basic' }, async (t, x) => {
  const a = await x.silent(x.client('basic'), { prompt: 'none' });
  t.eq(x.error(t, a, ['login_required', 'interaction_required']), 'redirect', 'kind of error');
  t.warn(a.cb?.error === 'login_required', 'login_required is the usual code');
});

check('oidcc-prompt-none-logged-in', { needs: 'client:basic' }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  const g = await x.flow(t, x.client('basic'), { prompt: 'none' }, { jar: f.jar, interactive: false });
  t.eq(g.claims.sub, f.claims.sub, 'sub');
  if ('auth_time' in g.claims && 'auth_time' in f.claims) t.eq(g.claims.auth_time, f.claims.auth_time, 'auth_time');
});

check('prompt-none-without-consent', { needs: ['client:basic', 'client:second'] }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  const a = await x.silent(
    x.client('second'),
    { prompt: 'none', scope: x.scopes().includes('email') ? 'openid email' : 'openid' },
    { jar: f.jar },
  );
  if (a.cb?.code) {
    x.code(t, a);
    t.info('no consent needed');
  } else x.error(t, a, ['consent_required', 'interaction_required']);
});

check('oidcc-prompt-login', { needs: 'client:basic' }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'), { max_age: '15000' });
  await sleep(1200);
  const g = await x.flow(t, x.client('basic'), { prompt: 'login' }, { jar: f.jar });
  t.ok(g.steps.includes('login'), 'prompt=login did not ask for the password again');
  t.eq(g.claims.sub, f.claims.sub, 'sub');
  if ('auth_time' in g.claims) t.ok(g.claims.auth_time > f.claims.auth_time, 'auth_time did not grow');
});

check('prompt-login-cannot-be-skipped', { needs: 'client:basic' }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  const a = await x.silent(x.client('basic'), { prompt: 'login' }, { jar: f.jar });
  t.ok(a.out.kind === 'page', `prompt=login went through silently: ${describe(a.out)}`);
  const b = await x.silent(x.client('basic'), { prompt: 'login' }, { jar: f.jar });
  t.ok(b.out.kind === 'page', 'second prompt=login after an abandoned first went through silently');
});

check('prompt-none-with-others', { needs: 'client:basic' }, async (t, x) => {
  for (const p of ['none login', 'login none', 'none consent']) {
    const a = await x.silent(x.client('basic'), { prompt: p });
    x.error(t, a, 'invalid_request', { page: true, what: `prompt=${p}` });
  }
});

check('prompt-consent', { needs: 'client:basic' }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  const g = await x.flow(t, x.client('basic'), { prompt: 'consent' }, { jar: f.jar });
  t.warn(g.steps.includes('consent'), 'prompt=consent showed no consent page');
});

check('prompt-unknown-value', { needs: 'client:basic' }, async (t, x) => {
  const a = await x.silent(x.client('basic'), { prompt: 'foo' });
  if (a.out.kind === 'callback') x.error(t, a, 'invalid_request');
  else t.ok(a.out.status < 500, 'status');
});

check('prompt-select-account', { needs: 'client:basic' }, async (t, x) => {
  const a = await x.authorize(x.client('basic'), { prompt: 'select_account' });
  if (a.cb?.error) {
    t.warn(false, `select_account is refused with ${a.cb.error}`);
    x.error(t, a, ['invalid_request', 'account_selection_required', 'interaction_required']);
  } else x.code(t, a);
});

check('oidcc-max-age-1', { needs: 'client:basic' }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'), { max_age: '15000' });
  await sleep(2100);
  const g = await x.flow(t, x.client('basic'), { max_age: '1' }, { jar: f.jar });
  t.ok(g.steps.includes('login'), 'max_age=1 did not ask for a new login');
  t.ok(g.claims.auth_time > f.claims.auth_time, 'auth_time did not grow');
  t.ok(now() - g.claims.auth_time < 30, 'auth_time is not recent');
});

check('oidcc-max-age-10000', { needs: 'client:basic' }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'), { max_age: '15000' });
  const g = await x.flow(t, x.client('basic'), { max_age: '10000' }, { jar: f.jar });
  t.ok(!g.steps.includes('login'), 'asked for a new login');
  t.eq(g.claims.auth_time, f.claims.auth_time, 'auth_time');
  t.eq(g.claims.sub, f.claims.sub, 'sub');
});

check('max-age-0-and-expired-with-prompt-none', { needs: 'client:basic' }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  await sleep(1100);
  const g = await x.flow(t, x.client('basic'), { max_age: '0' }, { jar: f.jar });
  t.ok(g.steps.includes('login'), 'max_age=0 is prompt=login (OIDC Core 3.1.2.1 errata)');
  await sleep(2100);
  const a = await x.silent(x.client('basic'), { max_age: '1', prompt: 'none' }, { jar: g.jar });
  x.error(t, a, ['login_required', 'interaction_required'], { what: 'max_age=1 prompt=none' });
});

check('max-age-garbage', { needs: 'client:basic' }, async (t, x) => {
  for (const m of ['-1', 'abc', '1.5', '99999999999999999999']) {
    const a = await x.silent(x.client('basic'), { max_age: m });
    if (a.out.kind === 'callback') x.error(t, a, 'invalid_request', { what: `max_age=${m}` });
    else t.warn(a.out.status >= 400 || m === '99999999999999999999', `max_age=${m} is ignored`);
  }
});

check('oidcc-id-token-hint', { needs: 'client:basic' }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  const g = await x.flow(
    t,
    x.client('basic'),
    { prompt: 'none', id_token_hint: f.tok.id_token },
    { jar: f.jar, interactive: false },
  );
  t.eq(g.claims.sub, f.claims.sub, 'sub');
});

check('id-token-hint-of-another-user', { needs: ['client:basic', 'users:2'] }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  const g = await x.flow(t, x.client('basic'), {}, { user: x.user(1) });
  t.ok(f.claims.sub !== g.claims.sub, 'both users have the same sub');
  const a = await x.silent(x.client('basic'), { prompt: 'none', id_token_hint: f.tok.id_token }, { jar: g.jar });
  x.error(t, a, [
    'login_required',
    'interaction_required',
    'account_selection_required',
    'invalid_request',
    'access_denied',
  ]);
});

check('id-token-hint-forged', { needs: 'client:basic' }, async (t, x) => {
  const f = await x.flow(t, x.client('basic'));
  const [h, p] = f.tok.id_token.split('.');
  for (const bad of [`${h}.${p}.AAAA`, `${Buffer.from('{"alg":"none"}').toString('base64url')}.${p}.`, 'garbage']) {
    const a = await x.silent(x.client('basic'), { prompt: 'none', id_token_hint: bad }, { jar: f.jar });
    if (a.cb?.code) t.warn(false, 'a forged id_token_hint is ignored');
    else x.error(t, a, ['invalid_request', 'login_required', 'interaction_required'], { page: true });
  }
});
