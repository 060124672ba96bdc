import { createServer } from 'node:http';
import * as jose from 'jose';
import * as oidc from 'openid-client';
import * as oauth from 'oauth4webapi';
import { Http, form, withQuery, newJar, sleep } from './http.mjs';
import { Browser, callbackParams } from './browser.mjs';
import { WithAuthorization } from './authorization.mjs';
import { WithCalls } from './calls.mjs';
import { WithProofs } from './proofs.mjs';
import { WithRegistration } from './registration.mjs';
import { WithTokens } from './tokens.mjs';
import { rnd } from './values.mjs';

const Abilities = WithRegistration(WithTokens(WithAuthorization(WithProofs(WithCalls(Object)))));

// What every check is given: the configuration, the provider's metadata, and all it can do to the provider.
export class Ctx extends Abilities {
  constructor(cfg, opts) {
    super();
    this.cfg = cfg;
    this.opts = opts;
    this.http = new Http(cfg);
    this.issuer = cfg.issuer;
    this.seed = opts.seed ?? rnd(6);
    this.keys = {};
    this.dpopNonce = {};
    this.received = [];
    this.hosted = new Map();
    this.dyn = [];
  }

  async start(driverFactory) {
    this.driver = await driverFactory(this.cfg, { Browser, newJar });
    const base = this.issuer.replace(/\/$/, '');
    this.discoveryUrl = this.cfg.discovery ?? `${base}/.well-known/openid-configuration`;
    this.discoveryResponse = await this.http.get(this.discoveryUrl);
    this.as = this.discoveryResponse.json ?? JSON.parse(this.discoveryResponse.text);
    this.jwks = (await this.http.get(this.as.jwks_uri)).json;
    this.opOrigins = [
      ...new Set([
        new URL(this.issuer).origin,
        ...['authorization_endpoint', 'end_session_endpoint']
          .filter((k) => this.as[k])
          .map((k) => new URL(this.as[k]).origin),
        ...(this.cfg.opOrigins ?? []),
      ]),
    ];
    for (const [n, c] of Object.entries(this.cfg.clients)) {
      c.name = n;
      c.redirect_uris ??= [this.cfg.redirect_uri];
    }
    const L = this.cfg.listen;
    if (L) {
      this.server = createServer((req, res) => {
        let b = '';
        req.on('data', (d) => {
          b += d;
        });
        req.on('end', () => {
          const path = req.url.split('?')[0];
          this.received.push({ method: req.method, path, url: req.url, headers: req.headers, body: b, at: Date.now() });
          const h = this.hosted.get(path);
          if (h) {
            const v = typeof h === 'function' ? h() : h;
            res.writeHead(v.status ?? 200, {
              'content-type': v.type ?? 'application/json',
              'cache-control': 'no-store',
            });
            res.end(v.body);
            return;
          }
          res.writeHead(path.startsWith('/backchannel_logout') ? 200 : 404, { 'cache-control': 'no-store' });
          res.end();
        });
      });
      await new Promise((r, j) => {
        this.server.on('error', j);
        this.server.listen(L.port, L.host ?? '127.0.0.1', r);
      });
      this.base = L.base ?? `http://${L.host ?? '127.0.0.1'}:${L.port}`;
    }
  }

  async stop() {
    for (const c of this.dyn) {
      if (c.registration_client_uri && c.registration_access_token) {
        try {
          await this.http.send('DELETE', c.registration_client_uri, {
            headers: { authorization: `Bearer ${c.registration_access_token}` },
          });
        } catch {
          /* gone */
        }
      }
    }
    this.server?.close();
    this.server?.closeAllConnections?.();
    await this.http.dispatcher.close();
    await this.http.hostDispatcher.close();
  }

  client(n) {
    return this.cfg.clients[n];
  }
  user(i = 0) {
    return this.cfg.users[i];
  }
  scopes() {
    return this.as.scopes_supported ?? ['openid'];
  }

  lacks(n) {
    const as = this.as;
    const f = this.cfg.features ?? {};
    if (f[n] === false) return `switched off in the configuration (${n})`;
    const [k, v] = n.split(':');
    if (k === 'client') return this.cfg.clients[v] ? undefined : `no client '${v}' in the configuration`;
    if (k === 'meta') return as[v] !== undefined ? undefined : `metadata has no ${v}`;
    if (k === 'scope') return this.scopes().includes(v) ? undefined : `scope ${v} not supported`;
    if (k === 'driver') return this.driver[v] ? undefined : `driver has no ${v}()`;
    if (k === 'users') return this.cfg.users.length >= Number(v) ? undefined : `needs ${v} users`;
    const table = {
      par: as.pushed_authorization_request_endpoint,
      dpop: as.dpop_signing_alg_values_supported,
      jar: as.request_parameter_supported === true,
      request_uri: as.request_uri_parameter_supported === true,
      claims: as.claims_parameter_supported === true,
      form_post: (as.response_modes_supported ?? ['query', 'fragment']).includes('form_post'),
      introspection: as.introspection_endpoint,
      revocation: as.revocation_endpoint,
      device: as.device_authorization_endpoint,
      logout: as.end_session_endpoint,
      backchannel: as.backchannel_logout_supported === true && as.end_session_endpoint,
      dcr: as.registration_endpoint,
      resource: this.cfg.api?.resource,
      iss: as.authorization_response_iss_parameter_supported === true,
      refresh: (as.grant_types_supported ?? []).includes('refresh_token') && this.scopes().includes('offline_access'),
      client_credentials: (as.grant_types_supported ?? []).includes('client_credentials') && this.cfg.clients.service,
      listen: this.server,
      userinfo: as.userinfo_endpoint,
    };
    if (!(n in table)) throw new Error(`unknown need ${n}`);
    return table[n] ? undefined : `provider or configuration lacks ${n}`;
  }
}

export { jose, oidc, oauth, form, withQuery, newJar, sleep, callbackParams };
export { b64u, describe, now, rnd, s256 } from './values.mjs';
