import { createHash } from 'node:crypto';
import * as jose from 'jose';
import { withQuery } from './http.mjs';
import { now } from './values.mjs';

// Token requests, what must hold of every token answer and ID token, and the resource side.
export const WithTokens = (Before) =>
  class extends Before {
    exchange(client, a, extra = {}, o = {}) {
      const body = {
        grant_type: 'authorization_code',
        code: a.cb.code,
        redirect_uri: a.params.redirect_uri,
        code_verifier: a.params.code_challenge ? a.verifier : undefined,
        ...extra,
      };
      for (const k of Object.keys(body)) if (body[k] === null) delete body[k];
      return this.token(client, body, o);
    }

    tokenResponse(t, r, { dpop, idToken } = {}) {
      t.must(r.status === 200, `token endpoint answered ${r.status} ${r.text.slice(0, 200)}`);
      t.must(r.json, 'token response is not application/json');
      t.ok(
        /no-store/i.test(r.headers['cache-control'] ?? ''),
        `token response lacks Cache-Control: no-store (${r.headers['cache-control']})`,
      );
      t.ok(
        typeof r.json.access_token === 'string' && /^[\x21-\x7e]+$/.test(r.json.access_token),
        'access_token is a string of allowed characters',
      );
      t.ok(
        typeof r.json.token_type === 'string' && r.json.token_type.toLowerCase() === (dpop ? 'dpop' : 'bearer'),
        `token_type ${r.json.token_type}`,
      );
      t.warn(r.json.expires_in !== undefined, 'expires_in is missing (recommended)');
      if (r.json.expires_in !== undefined)
        t.ok(
          Number.isInteger(r.json.expires_in) && r.json.expires_in > 0,
          `expires_in is ${JSON.stringify(r.json.expires_in)}`,
        );
      if (idToken !== undefined) t.ok(!!r.json.id_token === idToken, idToken ? 'no id_token' : 'unexpected id_token');
      return r.json;
    }

    tokenError(t, r, codes, { status = [400], what = 'token request' } = {}) {
      codes = [].concat(codes);
      t.must(r.status >= 400, `${what} was accepted (${r.status})`);
      t.ok(
        r.json && typeof r.json.error === 'string',
        `${what}: answer is no JSON error: ${r.status} ${r.text.slice(0, 120)}`,
      );
      if (r.json?.error) {
        t.in(r.json.error, codes, `${what}: error`);
        t.ok(!/[\r\n\t]/.test(r.json.error_description ?? ''), 'error_description with control characters');
        t.ok(
          /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/.test(r.json.error_description ?? ''),
          `error_description with characters RFC 6749 does not allow: ${r.json.error_description}`,
        );
      }
      t.in(r.status, r.json?.error === 'invalid_client' ? [400, 401] : [].concat(status), `${what}: status`);
      t.warn(
        /no-store/i.test(r.headers['cache-control'] ?? ''),
        `${what}: error answer without Cache-Control: no-store`,
      );
    }

    // Whole code flow -> { a, r, tok, claims, jar }
    async flow(t, client, extra = {}, opts = {}) {
      const dp = opts.dpop ?? (client.dpop_bound ? { key: (client._key ??= await this.dpopKey()) } : undefined);
      const a = await this.authorize(client, extra, opts);
      this.code(t, a, opts);
      const r = await this.exchange(client, a, opts.tokenParams, { dpop: dp, ...(opts.tokenOpts ?? {}) });
      const tok = this.tokenResponse(t, r, { dpop: !!dp });
      const out = { a, r, tok, jar: a.jar, steps: a.steps, dpop: dp };
      if (a.params.scope?.split(' ').includes('openid')) {
        t.must(tok.id_token, 'no id_token although scope has openid');
        out.claims = await this.idToken(t, tok.id_token, {
          client,
          nonce: a.params.nonce,
          at: tok.access_token,
          code: a.cb.code,
          maxAge: a.params.max_age,
        });
        out.header = jose.decodeProtectedHeader(tok.id_token);
      }
      return out;
    }

    async freshJwks() {
      this.jwks = (await this.http.get(this.as.jwks_uri)).json;
      return this.jwks;
    }

    async idToken(t, idt, { client, nonce, at, code, maxAge, alg }) {
      const h = jose.decodeProtectedHeader(idt);
      const want = alg ?? client.id_token_signed_response_alg ?? 'RS256';
      t.eq(h.alg, want, 'id_token alg');
      t.ok(h.kid, 'id_token has no kid in its header');
      t.ok(
        (this.jwks.keys ?? []).some((k) => k.kid === h.kid),
        `kid ${h.kid} is not in the JWKS`,
      );
      let c;
      try {
        c = (
          await jose.jwtVerify(idt, jose.createLocalJWKSet(this.jwks), {
            issuer: this.issuer,
            audience: client.client_id,
            clockTolerance: 5,
          })
        ).payload;
      } catch (e) {
        t.ok(false, `id_token: ${e.message}`);
        c = jose.decodeJwt(idt);
      }
      t.eq(c.iss, this.issuer, 'id_token iss');
      const aud = [].concat(c.aud);
      t.ok(aud.includes(client.client_id), 'id_token aud');
      if (aud.length > 1) t.eq(c.azp, client.client_id, 'azp with several audiences');
      else if (c.azp !== undefined) t.eq(c.azp, client.client_id, 'azp');
      t.ok(
        typeof c.sub === 'string' && c.sub.length > 0 && c.sub.length <= 255 && /^[\x20-\x7e]+$/.test(c.sub),
        `sub is ${JSON.stringify(c.sub)}`,
      );
      for (const k of ['exp', 'iat']) t.ok(typeof c[k] === 'number', `${k} is not a number`);
      t.ok(c.exp > now() - 5, 'id_token is expired');
      t.ok(c.iat <= now() + 5, 'iat is in the future');
      t.ok(c.iat >= now() - 300, 'iat is more than 5 minutes ago');
      t.ok(c.exp > c.iat, 'exp <= iat');
      t.eq(c.nonce, nonce, 'nonce in the id_token');
      const half = (v) => {
        const H = { 256: 'sha256', 384: 'sha384', 512: 'sha512' }[h.alg.slice(-3)] ?? 'sha512';
        const d = createHash(H).update(v).digest();
        return d.subarray(0, d.length / 2).toString('base64url');
      };
      if (c.at_hash !== undefined && at) t.eq(c.at_hash, half(at), 'at_hash');
      if (c.c_hash !== undefined && code) t.eq(c.c_hash, half(code), 'c_hash');
      if (maxAge !== undefined)
        t.ok(typeof c.auth_time === 'number', 'max_age was asked: auth_time must be in the id_token');
      if (c.auth_time !== undefined) {
        t.ok(Number.isInteger(c.auth_time), 'auth_time is not an integer');
        t.ok(c.auth_time <= now() + 5, 'auth_time is in the future');
      }
      if (c.acr !== undefined) t.ok(typeof c.acr === 'string', 'acr is not a string');
      if (c.amr !== undefined)
        t.ok(Array.isArray(c.amr) && c.amr.every((x) => typeof x === 'string'), 'amr is not an array of strings');
      if (c.sid !== undefined) t.ok(typeof c.sid === 'string', 'sid is not a string');
      for (const [k, v] of Object.entries(c)) t.ok(v !== null && v !== '', `claim ${k} is empty or null`);
      return c;
    }

    userinfo(at, { method = 'GET', where = 'header', scheme = 'Bearer', headers = {} } = {}) {
      const url = this.as.userinfo_endpoint;
      if (where === 'header')
        return this.http.send(method, url, {
          headers: { authorization: `${scheme} ${at}`, ...headers },
          body: method === 'POST' ? '' : undefined,
        });
      if (where === 'body') return this.http.post(url, { access_token: at }, { headers });
      return this.http.send(method, withQuery(url, { access_token: at }), { headers });
    }

    // Is this access token alive? (userinfo if it has openid, else introspection)
    async alive(at, { dpop, viaIntrospection } = {}) {
      if (viaIntrospection || (this.as.introspection_endpoint && this.client('resource_server'))) {
        const r = await this.call('introspection_endpoint', this.client('resource_server'), { token: at });
        return r.json?.active === true;
      }
      const r = dpop ? await this.dpopGet(at, dpop) : await this.userinfo(at);
      return r.status === 200;
    }

    async aliveAtUserinfo(at) {
      return (await this.userinfo(at)).status === 200;
    }

    refresh(client, rt, extra = {}, o = {}) {
      return this.token(client, { grant_type: 'refresh_token', refresh_token: rt, ...extra }, o);
    }
  };
