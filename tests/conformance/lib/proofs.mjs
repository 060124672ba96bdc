import { randomUUID } from 'node:crypto';
import * as jose from 'jose';
import { now, s256 } from './values.mjs';

// DPoP keys, proofs, and requests that carry them (RFC 9449).
export const WithProofs = (Before) =>
  class extends Before {
    async dpopKey(alg = 'ES256') {
      const { publicKey, privateKey } = await jose.generateKeyPair(alg, { extractable: true });
      const jwk = await jose.exportJWK(publicKey);
      const priv = await jose.exportJWK(privateKey);
      return { alg, jwk, priv, privateKey, publicKey, jkt: await jose.calculateJwkThumbprint(jwk) };
    }

    async proof({ key, htm, htu, at, nonce, claims = {}, header = {}, drop = [], dropHeader = [] }) {
      const payload = {
        jti: randomUUID(),
        htm,
        htu: htu.split(/[?#]/)[0],
        iat: now(),
        ...(nonce ? { nonce } : {}),
        ...(at ? { ath: s256(at) } : {}),
        ...claims,
      };
      for (const d of drop) delete payload[d];
      const h = { typ: 'dpop+jwt', alg: key.alg, jwk: key.jwk, ...header };
      for (const d of dropHeader) delete h[d];
      if (h.alg === 'HS256') return this.jws(payload, h, new TextEncoder().encode(JSON.stringify(key.jwk)));
      return this.jws(payload, h, key.priv);
    }

    // GET userinfo (or another URL) with a DPoP-bound token; o as in proof() plus raw, scheme, extraHeaders
    async dpopGet(at, o = {}) {
      const url = o.url ?? this.as.userinfo_endpoint;
      const once = async () => {
        const p =
          'raw' in o
            ? o.raw
            : await this.proof({ htm: 'GET', htu: url, at, nonce: this.dpopNonce[new URL(url).origin], ...o });
        const r = await this.http.get(url, {
          headers: [
            'authorization',
            `${o.scheme ?? 'DPoP'} ${at}`,
            ...(p === null ? [] : [o.headerName ?? 'DPoP', p]),
            ...(o.extraHeaders ?? []),
          ],
        });
        if (r.headers['dpop-nonce']) this.dpopNonce[new URL(url).origin] = r.headers['dpop-nonce'];
        return r;
      };
      let r = await once();
      if (r.status === 401 && /use_dpop_nonce/.test(String(r.headers['www-authenticate'])) && !o.noRetry)
        r = await once();
      return r;
    }
  };
