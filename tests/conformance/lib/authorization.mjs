import { form, withQuery, newJar } from './http.mjs';
import { Browser, callbackParams } from './browser.mjs';
import { describe, rnd, s256 } from './values.mjs';

// Authorization requests, the way through the sign-in, and what may come back.
export const WithAuthorization = (Before) =>
  class extends Before {
    authParams(client, extra = {}) {
      const verifier = rnd(32);
      const p = {
        client_id: client.client_id,
        response_type: 'code',
        redirect_uri: client.redirect_uris[0],
        scope: client.scope ?? 'openid',
        state: rnd(12),
        nonce: rnd(12),
        code_challenge: s256(verifier),
        code_challenge_method: 'S256',
        ...extra,
      };
      for (const k of Object.keys(p)) if (p[k] === undefined || p[k] === null) delete p[k];
      if (!p.scope?.split(' ').includes('openid') && !('nonce' in extra)) delete p.nonce;
      // OpenID Connect Core 11: a refresh token needs prompt=consent unless other conditions permit
      if (
        p.scope?.split(' ').includes('offline_access') &&
        !('prompt' in extra) &&
        this.cfg.offlineNeedsConsent !== false
      )
        p.prompt = 'consent';
      return { p, verifier };
    }

    stops(client, p) {
      return [
        ...(client.redirect_uris ?? []),
        ...(p?.redirect_uri ? [].concat(p.redirect_uri) : []),
        ...(client.post_logout_redirect_uris ?? []),
      ];
    }

    browser(jar, client, p) {
      return new Browser(this.http, { jar, opOrigins: this.opOrigins, stopUris: this.stops(client, p) });
    }

    // opts: jar, user, interactive (default true), deny, method, order, par, raw (query string instead of parameters), dpop, pushOpts
    async authorize(client, extra = {}, opts = {}) {
      const { p, verifier } = this.authParams(client, extra);
      const jar = opts.jar ?? newJar();
      let q = p;
      let pushed;
      if (opts.par ?? client.par_required) {
        pushed = await this.call('pushed_authorization_request_endpoint', client, p, {
          dpop: opts.parDpop,
          ...(opts.pushOpts ?? {}),
        });
        if (!pushed.json?.request_uri)
          return {
            pushed,
            params: p,
            verifier,
            jar,
            steps: [],
            out: { kind: 'par-error', status: pushed.status, html: pushed.text },
          };
        q = { client_id: client.client_id, request_uri: pushed.json.request_uri };
      }
      let entries = Object.entries(q);
      if (opts.order === 'reverse') entries = entries.reverse();
      const raw = opts.raw ?? form(entries);
      const browser = this.browser(jar, client, p);
      const steps = [];
      const method = opts.method ?? 'GET';
      const url = method === 'GET' ? withQuery(this.as.authorization_endpoint, raw) : this.as.authorization_endpoint;
      let out;
      if (opts.interactive === false)
        out = await browser.go(url, { method, body: method === 'POST' ? raw : undefined });
      else {
        const hints = {
          user: opts.user ?? this.user(),
          redirectUri: p.redirect_uri,
          redirectUris: this.stops(client, p),
          method,
          body: method === 'POST' ? raw : undefined,
          deny: opts.deny,
          steps,
          browser,
          params: p,
        };
        out = await this.driver.signIn({ authorizeUrl: url, jar, hints });
        if (typeof out === 'string') out = { kind: 'callback', via: 'redirect', url: out };
      }
      return { out, params: p, verifier, jar, steps, browser, url, pushed, cb: callbackParams(out), client };
    }

    silent(client, extra, opts = {}) {
      return this.authorize(client, extra, { ...opts, interactive: false });
    }

    // Asserts the shape of a successful response and returns the code
    code(t, a, { via } = {}) {
      t.must(
        a.out.kind === 'callback',
        `expected to come back to the client, ended at ${describe(a.out)} (steps: ${a.steps.join(',') || 'none'})`,
      );
      t.must(!a.cb.error, `authorization response is an error: ${a.cb.error} ${a.cb.error_description ?? ''}`);
      t.must(a.cb.code, `no code in ${a.out.url}`);
      const want = a.params.redirect_uri;
      if (want) {
        const u = new URL(a.out.url);
        const w = new URL(want);
        t.ok(u.origin + u.pathname === w.origin + w.pathname, `came back to ${a.out.url}, asked for ${want}`);
        for (const [k, v] of w.searchParams)
          if (a.out.via !== 'form_post')
            t.ok(u.searchParams.get(k) === v, `query parameter ${k} of the redirect_uri is lost`);
      }
      t.eq(a.cb.state, a.params.state, 'state in the authorization response');
      this.iss(t, a);
      if (via) t.eq(a.out.via, via, 'way of the response');
      return a.cb.code;
    }

    iss(t, a) {
      if (this.as.authorization_response_iss_parameter_supported)
        t.eq(a.cb.iss, this.issuer, 'iss (RFC 9207) in the authorization response');
      else if (a.cb.iss !== undefined) t.eq(a.cb.iss, this.issuer, 'iss in the authorization response');
    }

    // Asserts an error response: redirected (codes) or, if page:true, also an error page
    error(t, a, codes, { page = false, what = 'request' } = {}) {
      codes = [].concat(codes);
      if (a.out.kind === 'par-error') {
        t.ok(a.out.status >= 400 && a.out.status < 500, `PAR status ${a.out.status}`);
        t.ok(
          codes.length === 0 || codes.includes(a.pushed.json?.error),
          `PAR error ${a.pushed.json?.error}, expected ${codes.join('/')}`,
        );
        return 'par';
      }
      if (a.out.kind === 'callback') {
        t.must(!a.cb.code, `${what} was accepted and a code issued`);
        t.ok(a.cb.error, `no error parameter in ${a.out.url}`);
        if (codes.length) t.in(a.cb.error, codes, 'error code');
        if (a.params.state !== undefined && typeof a.params.state === 'string')
          t.eq(a.cb.state, a.params.state, 'state in the error response');
        this.iss(t, a);
        return 'redirect';
      }
      if (page) {
        this.errorPage(t, a.out, what);
        return 'page';
      }
      t.ok(false, `expected an error redirect ${codes.join('/')}, got ${describe(a.out)}`);
      return 'page';
    }

    // The page where the user would sign in or consent: a password field, or config.signInPage (regular expression on the URL)
    isSignIn(out) {
      return (
        out.kind === 'page' &&
        out.status < 400 &&
        ((this.cfg.signInPage && new RegExp(this.cfg.signInPage).test(out.url)) ||
          !!out.dom?.forms.some((f) => f.fields.some((x) => x.type === 'password')) ||
          !!out.dom?.forms.some(
            (f) =>
              f.method === 'POST' &&
              f.buttons.some((b) =>
                /allow|consent|approve|accept|authori[sz]e/i.test(`${b.label} ${b.value} ${b.name}`),
              ),
          ))
      );
    }

    // An error page: 4xx; a page with 2xx only warns (the OIDF suite takes any page) unless it is the sign-in page
    errorPage(t, out, what) {
      if (!t.ok(out.kind === 'page', `${what}: expected an error page, got ${describe(out)}`)) return;
      if (!t.ok(!this.isSignIn(out), `${what}: not rejected, ${describe(out)}`)) return;
      t.ok(out.status < 500, `${what}: ${describe(out)}`);
      t.warn(out.status >= 400, `${what}: error page with status ${out.status}`);
    }
  };
