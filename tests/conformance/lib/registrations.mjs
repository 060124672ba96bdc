// What the checks of dynamic registration share.
import { generateKeyPairSync } from 'node:crypto';

export const N = 'dcr';
export const cb = (x) => x.cfg.dcr?.redirect_uri ?? x.cfg.redirect_uri;
export const rsa = (kid) => ({
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
  kid,
  alg: 'RS256',
  use: 'sig',
});

export const pub = ({ d, p, q, dp, dq, qi, ...k }) => k;
export const refused = (t, r, codes, what) => {
  t.ok(r.status === 400, `${what}: ${r.status}`);
  if (r.status === 400)
    t.ok(
      r.json && [].concat(codes).includes(r.json.error),
      `${what}: error ${r.json?.error}, expected ${[].concat(codes).join('/')}`,
    );
};
