import * as jose from 'jose';
import * as oidc from 'openid-client';
import { fetch as ufetch } from 'undici';
import { sleep } from './http.mjs';
import { plain } from './values.mjs';

// openid-client as a relying party, dynamic registration, and what the run itself serves to the provider.
export const WithRegistration = (Before) =>
  class extends Before {
    get customFetch() {
      return (url, o) => {
        const { dispatcher, ...rest } = o ?? {};
        return ufetch(url, {
          ...rest,
          ...(rest.body instanceof globalThis.URLSearchParams
            ? {
                body: rest.body.toString(),
                headers: { ...plain(rest.headers), 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
              }
            : { headers: plain(rest.headers) }),
          dispatcher: this.http.dispatcher,
        });
      };
    }

    async lib(client) {
      const m = this.method(client);
      let auth;
      if (m === 'client_secret_basic') auth = oidc.ClientSecretBasic(client.client_secret);
      else if (m === 'client_secret_post') auth = oidc.ClientSecretPost(client.client_secret);
      else if (m === 'none') auth = oidc.None();
      else {
        const alg = client.jwk.alg ?? 'RS256';
        auth = oidc.PrivateKeyJwt({
          key: await jose.importJWK(client.jwk, alg, { extractable: false }),
          kid: client.jwk.kid,
        });
      }
      const meta = {
        ...(client.id_token_signed_response_alg
          ? { id_token_signed_response_alg: client.id_token_signed_response_alg }
          : {}),
      };
      return oidc.discovery(new URL(this.issuer), client.client_id, meta, auth, {
        execute: this.issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [],
        [oidc.customFetch]: this.customFetch,
      });
    }

    async register(meta, { token = this.cfg.dcr?.initial_access_token } = {}) {
      const r = await this.http.send('POST', this.as.registration_endpoint, {
        headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
        body: JSON.stringify(meta),
      });
      if (r.status === 201 && r.json) this.dyn.push(r.json);
      return r;
    }

    // Registers a client usable in flow(); meta defaults to a basic web client
    async dynClient(t, meta = {}) {
      const r = await this.register({
        client_name: 'probe',
        redirect_uris: [this.cfg.dcr?.redirect_uri ?? this.cfg.redirect_uri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
        ...meta,
      });
      t.must(r.status === 201, `registration answered ${r.status} ${r.text.slice(0, 300)}`);
      const c = { ...r.json, name: 'dyn' };
      c.auth = c.token_endpoint_auth_method ?? 'client_secret_basic';
      c.redirect_uris ??= meta.redirect_uris;
      delete c.scope;
      return c;
    }

    host(path, body, type) {
      this.hosted.set(path, typeof body === 'function' ? body : { body, type });
      return `${this.base}${path}`;
    }
    async waitFor(path, ms = 8000, since = 0) {
      const end = Date.now() + ms;
      for (;;) {
        const x = this.received.filter((r) => r.path === path && r.at >= since);
        if (x.length) return x;
        if (Date.now() > end) return [];
        await sleep(50);
      }
    }
  };
