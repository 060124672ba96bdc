// Template of a driver for a provider whose sign-in is no plain HTML form (a single-page app with a JSON API).
// The probe calls three functions; only signIn is necessary. Everything is plain HTTP: no browser.
//
//   hints.browser   lib/browser.mjs bound to the cookie jar: go(url, {method, body, headers}), submit(form, values, button)
//                   both follow redirects and return an outcome:
//                     { kind: 'callback', via: 'redirect'|'form_post'|'refresh', url, fields?, status, headers }   came back to the client
//                     { kind: 'page', status, url, html, headers, dom: { forms, links, text, title } }            a page of the provider
//   hints.user      the user of the configuration to sign in { username, password, totp?, ... }
//   hints.steps     push what happened: 'login' (password was asked and sent), 'consent', 'deny', 'logout-confirm', 'device-confirm'.
//                   'login' is what prompt=login, max_age and SSO checks look at: push it only when the provider really asked.
//   hints.deny      true: refuse (press Cancel / No) instead of allowing
//   hints.method, hints.body   'POST' and the form body when the authorization request is to be sent by POST
//   return value    the callback URL as a string, or an outcome. Never throw for an error page: return it as { kind: 'page', ... }.
export default function create(config) {
  return {
    async signIn({ authorizeUrl, jar, hints }) {
      const { browser, user, steps } = hints;
      let out = await browser.go(authorizeUrl, { method: hints.method ?? 'GET', body: hints.body });
      for (let i = 0; i < 6 && out.kind === 'page' && out.status < 400; i++) {
        const here = new URL(out.url);
        if (here.pathname === '/signin') {
          // the SPA page: do what its script would do
          steps.push('login');
          const r = await browser.http.send('POST', new URL('/api/session', config.issuer).href, {
            jar,
            headers: { 'content-type': 'application/json', origin: here.origin },
            body: JSON.stringify({
              username: user.username,
              password: user.password,
              returnUrl: here.searchParams.get('returnUrl'),
            }),
          });
          if (r.status !== 200)
            return { kind: 'page', status: r.status, url: out.url, html: r.text, headers: r.headers };
          out = await browser.go(new URL(r.json.next, here).href);
        } else if (here.pathname === '/consent') {
          steps.push(hints.deny ? 'deny' : 'consent');
          const r = await browser.http.send('POST', new URL('/api/consent', config.issuer).href, {
            jar,
            headers: { 'content-type': 'application/json', origin: here.origin },
            body: JSON.stringify({ id: here.searchParams.get('id'), allow: !hints.deny }),
          });
          out = await browser.go(new URL(r.json.next, here).href);
        } else return out;
      }
      return out;
    },
    // async logout({ url, jar, hints }) { ... }      hints.confirm === false: do not press the confirmation button
    // async device({ verificationUri, userCode, jar, hints }) { ... }
    // async rotateKeys() { ... }                     rotates the signing key of the provider (oidcc-server-rotate-keys)
  };
}
