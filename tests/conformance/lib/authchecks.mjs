import { rnd } from './values.mjs';

export const ping = (x, c, o = {}, extra = {}) =>
  x.token(
    c,
    {
      grant_type: 'authorization_code',
      code: `bogus${rnd(8)}`,
      redirect_uri: c.redirect_uris[0],
      code_verifier: 'a'.repeat(43),
      ...extra,
    },
    o,
  );
export const good = (t, r, what) => {
  t.ok(
    r.status === 400 && r.json?.error === 'invalid_grant',
    `${what}: authentication should be right (invalid_grant), got ${r.status} ${r.json?.error} ${r.json?.error_description ?? ''}`,
  );
};

export const badAuth = (t, x, r, what, codes = ['invalid_client']) => {
  x.tokenError(t, r, codes, { status: [400, 401], what });
};
