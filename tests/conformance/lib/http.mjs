// HTTP for the probe: undici without redirects, a tough-cookie jar, a transcript and two rules that hold
// for every exchange of every check (no 5xx, no stack trace).
import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
import { CookieJar } from 'tough-cookie';

export const STACK =
  /\bat [\w.<>`+[\]]+\([^)\n]*\) in [^\n]+:line \d+|^\s+at (?:async )?[\w.<>$ [\]]+ \((?:file:|node:|\/)[^)\n]+:\d+:\d+\)|^\s+at [A-Z]\w+(?:\.[\w<>`+]+)+\([^)\n]*\)\s*$|\b(?:System|Microsoft|Npgsql)\.(?:\w+\.)*\w*Exception\b|Unhandled exception|Traceback \(most recent call last\)|goroutine \d+ \[/m;

export function form(obj) {
  if (obj === undefined || obj === null || typeof obj === 'string') return obj ?? '';
  if (obj instanceof URLSearchParams) return obj.toString();
  const p = new URLSearchParams();
  for (const [k, v] of Array.isArray(obj) ? obj : Object.entries(obj)) {
    if (v === undefined || v === null) continue;
    if (Array.isArray(v)) for (const x of v) p.append(k, x);
    else p.append(k, String(v));
  }
  return p.toString();
}

export function withQuery(url, params) {
  const q = form(params);
  if (!q) return url;
  return url + (url.includes('?') ? '&' : '?') + q;
}

export const newJar = () => new CookieJar(undefined, { allowSecureOnLocal: true, looseMode: true });

export class Http {
  constructor(cfg) {
    this.cfg = cfg;
    const connect = {};
    if (cfg.tls?.caFile) connect.ca = readFileSync(cfg.tls.caFile);
    if (cfg.tls?.rejectUnauthorized === false) connect.rejectUnauthorized = false;
    this.dispatcher = new Agent({
      connect,
      headersTimeout: 30000,
      bodyTimeout: 30000,
      keepAliveTimeout: 2000,
      maxHeaderSize: 65536,
    });
    // for requests with another Host header: the certificate is that of the real host
    this.hostDispatcher = new Agent({
      connect: { ...connect, checkServerIdentity: () => undefined },
      headersTimeout: 30000,
    });
    this.log = [];
    this.violations = [];
    this.allow5xx = false;
    this.count = 0;
  }

  begin() {
    this.log = [];
    this.violations = [];
  }

  // headers: object, or flat array [name, value, name, value] to send duplicates
  async send(method, url, { headers = {}, body, jar, retry429 = true, quiet } = {}) {
    const flat = Array.isArray(headers)
      ? [...headers]
      : Object.entries(headers)
          .filter(([, v]) => v !== undefined)
          .flat();
    const has = (n) => flat.some((x, i) => i % 2 === 0 && String(x).toLowerCase() === n);
    let payload = body;
    if (body !== undefined && typeof body !== 'string' && !Buffer.isBuffer(body)) {
      payload = form(body);
    }
    if (payload !== undefined && !has('content-type')) flat.push('content-type', 'application/x-www-form-urlencoded');
    if (!has('user-agent')) flat.push('user-agent', 'probe-oidc/1.0');
    if (!has('accept'))
      flat.push('accept', jar ? 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' : 'application/json, */*;q=0.5');
    if (jar) {
      const c = await jar.getCookieString(url);
      if (c) flat.push('cookie', c);
    }
    if (this.cfg.throttleMs) await sleep(this.cfg.throttleMs);
    const t0 = Date.now();
    this.count++;
    let res;
    let text;
    try {
      res = await request(url, {
        method,
        headers: flat,
        body: payload,
        dispatcher: has('host') ? this.hostDispatcher : this.dispatcher,
      });
      text = await res.body.text();
    } catch (e) {
      this.log.push({ method, url, body: payload, status: 0, error: `${e.code ?? ''} ${e.message}` });
      const err = new Error(`${method} ${short(url)}: ${e.code ?? ''} ${e.message}`);
      err.cause = e;
      throw err;
    }
    if (jar && res.headers['set-cookie']) {
      for (const sc of [].concat(res.headers['set-cookie'])) {
        try {
          await jar.setCookie(sc, url);
        } catch (e) {
          if (!quiet) this.violations.push(`cookie refused by the jar: ${e.message} (${sc.slice(0, 80)})`);
        }
      }
    }
    const entry = {
      method,
      url,
      headers: flat,
      body: payload,
      status: res.statusCode,
      resHeaders: res.headers,
      text,
      ms: Date.now() - t0,
    };
    this.log.push(entry);
    if (res.statusCode === 429 && retry429) {
      const wait = Math.min(Number(res.headers['retry-after']) || 5, 70);
      this.rateLimited = (this.rateLimited ?? 0) + 1;
      await sleep(wait * 1000 + 200);
      return this.send(method, url, {
        headers,
        body,
        jar,
        retry429: (typeof retry429 === 'number' ? retry429 : 5) - 1,
        quiet,
      });
    }
    if (res.statusCode >= 500 && !this.allow5xx)
      this.violations.push(
        `${res.statusCode} from ${method} ${short(url)} :: ${text.slice(0, 160).replace(/\s+/g, ' ')}`,
      );
    if (STACK.test(text))
      this.violations.push(
        `stack trace or exception name in the answer of ${method} ${short(url)} :: ${text.match(STACK)[0].slice(0, 120)}`,
      );
    let json;
    if (/\bjson\b/i.test(String(res.headers['content-type'] ?? ''))) {
      try {
        json = JSON.parse(text);
      } catch {
        /* not JSON */
      }
    }
    return { status: res.statusCode, headers: res.headers, text, json, url, method };
  }

  get(url, o) {
    return this.send('GET', url, o);
  }
  post(url, body, o = {}) {
    return this.send('POST', url, { ...o, body: body === undefined ? '' : body });
  }
}

export const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
export const short = (u) => (u.length > 140 ? `${u.slice(0, 137)}...` : u);
