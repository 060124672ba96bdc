// Runs the checks one after the other, prints what they found, and counts.
import { inspect } from 'node:util';

export class Skip extends Error {}
export class Stop extends Error {}

// Far more than any check takes: one that waits for ever fails with its name, instead of keeping a build waiting.
const LONGEST = 180000;

const checks = [];
let group = '';

export const section = (name) => {
  group = name;
};

// needs: words that must hold, see ctx.lacks()
export function check(name, opts, fn) {
  if (typeof opts === 'function') {
    fn = opts;
    opts = {};
  }
  checks.push({ name, group, fn, ...opts });
}

export const allChecks = () => checks;

// What a check says about what it saw: ok and must fail it, warn does not, must also ends it.
export class T {
  constructor() {
    this.fails = [];
    this.warns = [];
    this.infos = [];
    this.n = 0;
  }
  ok(c, msg) {
    this.n++;
    if (!c) this.fails.push(msg);
    return !!c;
  }
  must(c, msg) {
    this.n++;
    if (!c) {
      this.fails.push(msg);
      throw new Stop();
    }
    return c;
  }
  warn(c, msg) {
    this.n++;
    if (!c) this.warns.push(msg);
    return !!c;
  }
  eq(a, b, msg) {
    return this.ok(a === b, `${msg}: expected ${str(b)}, got ${str(a)}`);
  }
  in(a, list, msg) {
    return this.ok(list.includes(a), `${msg}: expected one of ${list.join('/')}, got ${str(a)}`);
  }
  info(m) {
    this.infos.push(m);
  }
  skip(m) {
    throw new Skip(m);
  }
}

const str = (x) => {
  const s = typeof x === 'string' ? JSON.stringify(x) : inspect(x, { breakLength: Infinity, depth: 3 });
  return s.length > 200 ? `${s.slice(0, 197)}...` : s;
};

export async function runAll(ctx, { only, skip, verbose, quiet, explained }) {
  const results = [];
  const wanted = checks.filter((c) => (!only || only.test(c.name) || only.test(c.group)) && !skip?.test(c.name));
  let g;
  for (const c of wanted) {
    if (c.group !== g && !quiet) console.log(`\n# ${c.group}`);
    g = c.group;
    const result = await run(ctx, c, verbose);
    explained?.look(result);
    results.push(result);
    if (!quiet || result.status === 'FAIL' || result.unexplained?.length) print(ctx, result, verbose);
  }
  const complete = !only && !skip;
  const loose = explained ? explained.loose(results, complete) : [];
  for (const line of loose) console.log(`     ! ${line}`);
  summary(ctx, results);
  return { results, loose };
}

async function run(ctx, c, verbose) {
  const t = new T();
  const t0 = Date.now();
  ctx.http.begin();
  let status;
  let note = '';
  try {
    if (c.slow && !ctx.opts.slow) throw new Skip(`slow, run with --slow (${c.slow})`);
    ready(ctx, c, t);
    await inTime(c.fn(t, ctx));
  } catch (e) {
    if (e instanceof Skip) {
      status = 'SKIP';
      note = e.message;
    } else if (!(e instanceof Stop)) t.fails.push(thrown(e, verbose));
  }
  if (!status && !t.fails.length && t.n === 0) t.warns.push('nothing was asserted in this configuration');
  for (const v of ctx.http.violations) t.fails.push(v);
  if (t.fails.length) status = 'FAIL';
  status ??= t.warns.length ? 'WARN' : 'PASS';
  const known = ctx.cfg.known?.[c.name];
  if (status === 'FAIL' && known) note = `known difference: ${known}`;
  const { fails, warns, infos } = t;
  const ms = Date.now() - t0;
  return { name: c.name, group: c.group, status, fails, warns, infos, note, ms, known: !!known, assertions: t.n };
}

async function inTime(running) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`gave up after ${LONGEST / 1000} s`)), LONGEST);
  });
  try {
    await Promise.race([running, late]);
  } finally {
    clearTimeout(timer);
  }
}

// Throws unless everything is there that the check needs; what the configuration requires must be there.
function ready(ctx, c, t) {
  for (const n of [].concat(c.needs ?? [])) {
    const why = ctx.lacks(n);
    if (!why) continue;
    if ((ctx.cfg.require ?? []).includes(n)) {
      t.fails.push(`required by the configuration but absent: ${why}`);
      throw new Stop();
    }
    throw new Skip(why);
  }
}

function thrown(e, verbose) {
  const cause = e.cause ? ` cause=${str(e.cause?.message ?? e.cause)}` : '';
  return `${e.name}: ${e.message}${verbose ? `\n${e.stack}` : ''}${e.code ? ` [${e.code}]` : ''}${cause}`;
}

function print(ctx, r, verbose) {
  const took = r.ms > 3000 ? ` (${(r.ms / 1000).toFixed(1)} s)` : '';
  console.log(`${r.status} ${r.name}${r.note ? ` -- ${r.note}` : ''}${took}`);
  for (const f of r.fails) console.log(`     - ${f}`);
  for (const w of r.warns) console.log(`     ~ ${w}`);
  for (const b of r.because ?? []) console.log(`     = ${b}`);
  if (!verbose) return;
  for (const i of r.infos) console.log(`     . ${i}`);
  if (r.status === 'FAIL') for (const x of ctx.http.log.slice(-6)) exchange(x);
}

function exchange(x) {
  const { location = '', 'www-authenticate': challenge = '' } = x.resHeaders ?? {};
  console.log(`       > ${x.method} ${x.url}\n         ${x.body ?? ''}`);
  console.log(`       < ${x.status} ${x.error ?? ''} ${location} ${challenge}`);
  console.log(`         ${(x.text ?? '').slice(0, 400).replace(/\n/g, ' ')}`);
}

function summary(ctx, results) {
  const n = (s) => results.filter((r) => r.status === s).length;
  const known = results.filter((r) => r.known && r.status === 'FAIL').length;
  const limited = ctx.http.rateLimited ? `, ${ctx.http.rateLimited} answers 429` : '';
  console.log(
    `\n${ctx.http.count} HTTP requests, ${n('WARN')} with warnings (counted as passed), ${known} known differences (counted as failed)${limited}`,
  );
  console.log(`${n('PASS') + n('WARN')} passed, ${n('FAIL')} failed, ${n('SKIP')} skipped`);
}
