import { createHash, randomBytes } from 'node:crypto';

export const b64u = (x) => Buffer.from(x).toString('base64url');
export const rnd = (n = 16) => randomBytes(n).toString('base64url');
export const s256 = (v) => createHash('sha256').update(v).digest('base64url');
export const now = () => Math.floor(Date.now() / 1000);
export const enc = (s) => new URLSearchParams([['', s]]).toString().slice(1); // application/x-www-form-urlencoded

export const plain = (h) => (h instanceof globalThis.Headers ? Object.fromEntries(h) : (h ?? {}));
export const describe = (o) =>
  o.kind === 'callback'
    ? `callback ${o.url}`
    : o.kind === 'par-error'
      ? `PAR error ${o.status} ${o.html?.slice(0, 150)}`
      : `page ${o.status} ${o.url?.slice(0, 90)} "${o.dom?.title ?? ''}: ${(o.dom?.text ?? o.html ?? '').slice(0, 110)}"`;
