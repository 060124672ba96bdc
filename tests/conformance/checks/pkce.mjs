import { check, section } from '../lib/runner.mjs';
import { rnd, s256 } from '../lib/ctx.mjs';

section('PKCE (RFC 7636, RFC 9700 2.1.1)');
check('pkce-required-for-public-client', { needs: 'client:public' }, async (t, x) => {
  const a = await x.authorize(x.client('public'), { code_challenge: null, code_challenge_method: null });
  x.error(t, a, 'invalid_request', { page: true });
});

check('pkce-plain-rejected', { needs: 'client:public' }, async (t, x) => {
  for (const c of ['public', 'basic'].filter((n) => x.client(n)))
    for (const m of ['plain', null]) {
      const v = rnd(32);
      const a = await x.authorize(x.client(c), { code_challenge: v, code_challenge_method: m });
      x.error(t, a, 'invalid_request', {
        page: true,
        what: `${c}: code_challenge_method ${m ?? 'missing (means plain)'}`,
      });
    }
});

check('pkce-bad-challenge-or-method', { needs: 'client:public' }, async (t, x) => {
  for (const [n, e] of Object.entries({
    'unknown method': { code_challenge_method: 'S512' },
    'lower case s256': { code_challenge_method: 's256' },
    'empty challenge': { code_challenge: '' },
    'method without challenge': { code_challenge: null },
  }))
    x.error(t, await x.authorize(x.client('public'), e), 'invalid_request', { page: true, what: n });
  for (const [n, e] of Object.entries({
    'short challenge': { code_challenge: 'abc' },
    'challenge of 42 characters': { code_challenge: 'a'.repeat(42) },
    'challenge with forbidden characters': { code_challenge: `${'a'.repeat(42)}+` },
    'challenge of 129 characters': { code_challenge: 'a'.repeat(129) },
  })) {
    const a = await x.authorize(x.client('public'), e);
    if (a.cb?.code) {
      t.warn(false, `${n} accepted at the authorization endpoint`);
    } else x.error(t, a, 'invalid_request', { page: true, what: n });
  }
});

for (const c of ['public', 'basic']) {
  check(`pkce-verifier-${c}`, { needs: `client:${c}` }, async (t, x) => {
    const cl = x.client(c);
    let jar;
    for (const [n, v] of Object.entries({
      missing: null,
      empty: '',
      wrong: rnd(32),
      short: 'abc',
      'the challenge itself': 'CHALLENGE',
      'with a space': ' ',
      'of 129 characters': 'a'.repeat(129),
    })) {
      const a = await x.authorize(cl, {}, { jar });
      x.code(t, a);
      jar = a.jar;
      x.tokenError(
        t,
        await x.exchange(cl, a, {
          code_verifier: v === 'CHALLENGE' ? a.params.code_challenge : v === ' ' ? `${a.verifier} ` : v,
        }),
        ['invalid_grant', 'invalid_request'],
        { what: `verifier ${n}` },
      );
    }
    const a = await x.authorize(cl, {}, { jar });
    x.code(t, a);
    x.tokenError(t, await x.exchange(cl, a, { code_verifier: rnd(32) }), 'invalid_grant', { what: 'wrong verifier' });
    const okc = await x.authorize(cl, {}, { jar });
    x.code(t, okc);
    t.eq((await x.exchange(cl, okc)).status, 200, 'control: the right verifier');
    const again = await x.exchange(cl, a);
    if (again.status === 200) t.warn(false, 'a code survives a wrong code_verifier: guesses are unlimited');
  });
}

check('pkce-downgrade-verifier-without-challenge', { needs: 'client:basic' }, async (t, x) => {
  const a = await x.authorize(x.client('basic'), { code_challenge: null, code_challenge_method: null });
  if (a.cb?.error) {
    x.error(t, a, 'invalid_request');
    t.info('PKCE is required: no downgrade possible');
    return;
  }
  x.code(t, a);
  x.tokenError(
    t,
    await x.exchange(x.client('basic'), a, { code_verifier: rnd(32) }),
    ['invalid_grant', 'invalid_request'],
    { what: 'code_verifier although the request had no code_challenge' },
  );
});

check('pkce-challenge-of-another-request', { needs: 'client:public' }, async (t, x) => {
  const a = await x.authorize(x.client('public'));
  const b = await x.authorize(x.client('public'), {}, { jar: a.jar });
  x.code(t, a);
  x.code(t, b);
  x.tokenError(t, await x.exchange(x.client('public'), a, { code_verifier: b.verifier }), 'invalid_grant', {
    what: 'verifier of another request',
  });
  void s256;
});
