// One check of random requests, and what holds for every answer to one.
import { Dice } from './random.mjs';
import { check } from './runner.mjs';

// A check of rounds requests; each(dice, i) sends one and returns its answer.
export function fuzz(name, opts, prepare) {
  check(`fuzz-${name}`, opts, async (t, x) => {
    const dice = new Dice(x.seed, name);
    const rounds = (x.cfg.fuzzRounds ?? 6) * 20;
    const each = await prepare(x, t);
    for (let i = 0; i < rounds; i++) {
      let r;
      try {
        r = await each(dice, i);
      } catch (e) {
        // The client library refuses to send it, or the server closes on a request it does not want to read.
        if (!refusal(e)) t.ok(false, `round ${i} with --seed ${x.seed}: ${e.message}`);
        continue;
      }
      if (r) judge(t, x, r, `round ${i} with --seed ${x.seed}`);
    }
  });
}

const refusal = (e) =>
  /invalid (header|path|request)|ECONNRESET|EPIPE|UND_ERR_(SOCKET|INVALID_ARG)|other side closed/i.test(
    `${e.message} ${e.cause?.code}`,
  );

// What holds for every answer; 5xx and stack traces are looked at by lib/http.mjs.
function judge(t, x, r, where) {
  const last = x.http.log.at(-1);
  t.ok(last.ms < (x.cfg.slowMs ?? 5000), `${where}: ${last.ms} ms for ${r.method} ${r.url.slice(0, 100)}`);
  t.ok(!r.headers['x-injected'], `${where}: header injection`);
  t.ok(!r.json?.access_token && !r.json?.device_code?.includes('\u0000'), `${where}: a token for spoilt input`);
  t.ok(
    !/<script>alert\(2\)<\/script>/.test(r.text) || !/html/.test(r.headers['content-type'] ?? ''),
    `${where}: not escaped`,
  );
  const location = r.headers.location;
  if (location) t.ok(!leaves(x, location, r.url), `${where}: redirected to ${location.slice(0, 100)}`);
}

// Whether a redirect goes to a place that is neither the provider's nor a registered one.
function leaves(x, location, from) {
  const to = new URL(location, from);
  if (x.opOrigins.includes(to.origin)) return false;
  const known = Object.values(x.cfg.clients).flatMap((c) => [
    ...c.redirect_uris,
    ...(c.post_logout_redirect_uris ?? []),
  ]);
  return !known.some((uri) => new URL(uri).host === to.host && new URL(uri).pathname === to.pathname);
}

// A header is bytes: what is longer than one is cut, line ends vanish, so that it is the server that has to cope.
export const latin = (text) =>
  [...text.slice(0, 4000)]
    .map((ch) => String.fromCharCode(ch.codePointAt(0) & 255))
    .join('')
    .replace(/[\r\n\0]/g, '');
