// A small browser: follows redirects with cookies, stops at the first URL that belongs to the client
// (a redirect_uri, or anything that leaves the provider), understands form_post pages and meta refresh.
import { parsePage, formEntries } from './html.mjs';
import { form } from './http.mjs';

export class Browser {
  constructor(http, { jar, opOrigins, stopUris = [] }) {
    Object.assign(this, { http, jar, opOrigins, stopUris });
    this.trail = [];
  }

  isStop(u) {
    let p;
    try {
      p = new URL(u);
    } catch {
      return false;
    }
    if (p.protocol !== 'http:' && p.protocol !== 'https:') return true;
    if (!this.opOrigins.includes(p.origin)) return true;
    return this.stopUris.some((s) => {
      try {
        const q = new URL(s);
        return q.origin === p.origin && q.pathname === p.pathname;
      } catch {
        return false;
      }
    });
  }

  async go(url, { method = 'GET', body, headers = {} } = {}) {
    let cur = url;
    let m = method;
    let b = body;
    let h = headers;
    for (let hop = 0; hop < 25; hop++) {
      const r = await this.http.send(m, cur, { jar: this.jar, body: m === 'GET' ? undefined : (b ?? ''), headers: h });
      this.trail.push({ method: m, url: cur, status: r.status });
      const loc = r.headers.location;
      if (r.status >= 300 && r.status < 400 && loc !== undefined) {
        let next;
        try {
          next = new URL(loc, cur).href;
        } catch {
          return { kind: 'page', status: r.status, url: cur, html: r.text, headers: r.headers, badLocation: loc };
        }
        if (this.isStop(next))
          return {
            kind: 'callback',
            via: 'redirect',
            url: next,
            rawLocation: loc,
            status: r.status,
            headers: r.headers,
            from: cur,
            fromMethod: m,
          };
        if (r.status === 307 || r.status === 308) {
          /* keeps method and body */
        } else {
          m = 'GET';
          b = undefined;
        }
        h = {};
        cur = next;
        continue;
      }
      const page = { kind: 'page', status: r.status, url: cur, html: r.text, headers: r.headers, json: r.json };
      if (/html/i.test(r.headers['content-type'] ?? '')) {
        page.dom = parsePage(r.text, cur);
        if (page.dom.refresh && r.status < 400) {
          if (this.isStop(page.dom.refresh))
            return {
              kind: 'callback',
              via: 'refresh',
              url: page.dom.refresh,
              status: r.status,
              headers: r.headers,
              from: cur,
              html: r.text,
            };
          m = 'GET';
          b = undefined;
          cur = page.dom.refresh;
          continue;
        }
        const fp = page.dom.forms.find(
          (f) => f.method === 'POST' && this.isStop(f.action) && !f.fields.some((x) => x.type !== 'hidden'),
        );
        if (fp && page.dom.autoSubmit) {
          return {
            kind: 'callback',
            via: 'form_post',
            url: fp.action,
            fields: Object.fromEntries(formEntries(fp)),
            entries: formEntries(fp),
            status: r.status,
            headers: r.headers,
            from: cur,
            html: r.text,
            dom: page.dom,
          };
        }
      }
      // a page whose script posts a form of hidden fields to the provider itself
      const self =
        page.dom &&
        r.status < 400 &&
        /\.submit\(\)/.test(r.text) &&
        page.dom.forms.length === 1 &&
        page.dom.forms[0].fields.every((x) => x.type === 'hidden') &&
        !this.isStop(page.dom.forms[0].action)
          ? page.dom.forms[0]
          : undefined;
      if (self) {
        m = self.method;
        b = form(formEntries(self));
        if (m === 'GET') {
          const u = new URL(self.action);
          u.search = b;
          cur = u.href;
        } else {
          h = { origin: new URL(cur).origin, referer: cur };
          cur = self.action;
        }
        continue;
      }
      return page;
    }
    throw new Error(`more than 25 redirects from ${url}`);
  }

  submit(f, set, button, opts) {
    const entries = formEntries(f, set, button, opts);
    const action = button?.formaction ? new URL(button.formaction, f.action).href : f.action;
    if (f.method === 'GET') {
      const u = new URL(action);
      u.search = form(entries);
      return this.go(u.href);
    }
    return this.go(action, {
      method: 'POST',
      body: form(entries),
      headers: { origin: new URL(f.action).origin, referer: f.action },
    });
  }
}

// Parameters of an authorization response, wherever they are (query, fragment, form_post)
export function callbackParams(out) {
  if (!out || out.kind !== 'callback') return undefined;
  if (out.via === 'form_post') return { ...out.fields };
  const u = new URL(out.url);
  const p = Object.fromEntries(u.searchParams);
  if (u.hash.length > 1) Object.assign(p, Object.fromEntries(new URLSearchParams(u.hash.slice(1))), { '#': true });
  return p;
}
