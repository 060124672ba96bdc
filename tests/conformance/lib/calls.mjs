import { randomUUID } from 'node:crypto';
import * as jose from 'jose';
import { form } from './http.mjs';
import { b64u, enc, now } from './values.mjs';

// Requests of a client to the back-channel endpoints, authenticated in every way there is.
export const WithCalls = (Before) =>
  class extends Before {
    async assertion(client, { claims = {}, header = {}, key, drop = [], alg } = {}) {
      const jwk = key ?? client.jwk;
      const a = alg ?? jwk.alg ?? (jwk.kty === 'RSA' ? 'RS256' : jwk.kty === 'OKP' ? 'Ed25519' : 'ES256');
      const t = now();
      const payload = {
        iss: client.client_id,
        sub: client.client_id,
        aud: this.issuer,
        jti: randomUUID(),
        iat: t,
        exp: t + 60,
        ...claims,
      };
      for (const d of drop) delete payload[d];
      return this.jws(payload, { alg: a, ...(jwk.kid ? { kid: jwk.kid } : {}), ...header }, jwk);
    }

    async jws(payload, header, jwk) {
      const h = { ...header };
      if (h.alg === 'none') return `${b64u(JSON.stringify(h))}.${b64u(JSON.stringify(payload))}.`;
      const key = jwk instanceof Uint8Array ? jwk : await jose.importJWK(jwk, h.alg);
      return new jose.CompactSign(new TextEncoder().encode(JSON.stringify(payload))).setProtectedHeader(h).sign(key);
    }

    basic(id, secret) {
      return `Basic ${Buffer.from(`${enc(id)}:${enc(secret)}`).toString('base64')}`;
    }

    method(client) {
      return client.auth ?? (client.jwk ? 'private_key_jwt' : client.client_secret ? 'client_secret_basic' : 'none');
    }

    async applyAuth(client, body, headers, o = {}) {
      const m = o.auth === undefined || o.auth === true ? this.method(client) : o.auth;
      const secret = o.secret ?? client.client_secret;
      if (m === false) return;
      if (m === 'none') body.client_id ??= client.client_id;
      else if (m === 'client_secret_basic') headers.authorization = this.basic(client.client_id, secret);
      else if (m === 'client_secret_post') {
        body.client_id ??= client.client_id;
        body.client_secret = secret;
      } else if (m === 'private_key_jwt') {
        body.client_id ??= client.client_id;
        body.client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
        body.client_assertion = await this.assertion(client, o.assertion);
      } else throw new Error(`unknown auth ${m}`);
    }

    // POST to any back-channel endpoint as this client. o: auth, secret, assertion, headers, dpop
    async call(endpoint, client, params = {}, o = {}) {
      const url = endpoint.includes('://') ? endpoint : this.as[endpoint];
      const once = async () => {
        const body = Object.fromEntries(Object.entries(params).filter(([, v]) => v !== undefined));
        const headers = { ...(o.headers ?? {}) };
        if (client) await this.applyAuth(client, body, headers, o);
        if (o.dpop)
          headers.DPoP =
            o.dpop.raw ??
            (await this.proof({ htm: 'POST', htu: url, nonce: this.dpopNonce[new URL(url).origin], ...o.dpop }));
        const r = await this.http.post(url, form(body), { headers });
        if (r.headers['dpop-nonce']) this.dpopNonce[new URL(url).origin] = r.headers['dpop-nonce'];
        return r;
      };
      let r = await once();
      if (o.dpop && !o.dpop.raw && !o.dpop.noRetry && r.json?.error === 'use_dpop_nonce') r = await once();
      return r;
    }

    token(client, params, o) {
      return this.call('token_endpoint', client, params, o);
    }
  };
