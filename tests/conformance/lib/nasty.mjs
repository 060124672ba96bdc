// Values that break programs, and changes that turn a right request into one that should be refused calmly.
import { b64u } from './values.mjs';
import { form } from './http.mjs';

const DEEP = '['.repeat(3000);

const VALUES = [
  '',
  ' ',
  'null',
  'undefined',
  'true',
  '-1',
  '0',
  '1e999',
  '99999999999999999999',
  '[object Object]',
  '\u0000',
  'a\u0000b',
  '\ufffe\uffff',
  '%',
  '%00',
  '%zz',
  '../../../etc/passwd',
  "' or '1'='1",
  '$(id)',
  '{{7*7}}',
  '${jndi:ldap://x}',
  '<script>alert(2)</script>',
  '\r\nX-Injected: 1',
  'openid openid  openid',
  'http://[',
  'http://a@b:c@d',
  '//evil.example',
  'javascript:alert(1)',
  'data:text/html,x',
  'urn:ietf:params:oauth:request_uri:x',
  'eyJhbGciOiJub25lIn0.e30.',
  '..',
  'a.b.c',
  '{}',
  '[]',
  '{"a":',
  DEEP,
  `${'{"a":'.repeat(300)}1${'}'.repeat(300)}`,
  'x'.repeat(5000),
  'x'.repeat(40000),
  '\u{1F600}'.repeat(500),
];

export const nasty = (dice) => (dice.chance(3) ? dice.text() : dice.one(VALUES));

// Drops, repeats, replaces, adds or renames parameters; now and then writes the query so that no form reader likes it.
export function spoil(dice, params) {
  let entries = Object.entries(params).filter(([, v]) => v !== undefined && v !== null);
  for (let i = 0; i <= dice.below(3); i++) {
    const at = dice.below(Math.max(1, entries.length));
    const [name, value] = entries[at] ?? ['x', 'x'];
    entries = dice.one([
      () => entries.filter((_, j) => j !== at),
      () => [...entries, [name, value]],
      () => entries.with(at, [name, nasty(dice)]),
      () => entries.with(at, [name, nasty(dice)]),
      () => entries.with(at, [name, nasty(dice)]),
      () => [...entries, [name, nasty(dice)]],
      () => [...entries, [nasty(dice), nasty(dice)]],
      () => entries.with(at, [dice.one([`${name}[]`, name.toUpperCase(), ` ${name}`, `${name}.x`]), value]),
      () => Array.from({ length: 1500 }, (_, j) => [`p${j}`, 'x']),
    ])();
    if (!entries.length) entries = [['x', 'x']];
  }
  // A lone surrogate cannot be encoded as it is; toWellFormed writes what a browser would.
  const text = form(entries.map(([k, v]) => [String(k).toWellFormed(), String(v).toWellFormed()]));
  return dice.one([
    text,
    text,
    text,
    text,
    `${text}&%`,
    `${text}&a=%c3%28`,
    `&&${text}=&=`,
    text.replaceAll('%', '%25'),
  ]);
}

const CLAIMS = ['iss', 'sub', 'aud', 'exp', 'iat', 'nbf', 'jti', 'htm', 'htu', 'ath', 'nonce', 'client_id', 'events'];
const THINGS = () => [
  null,
  true,
  0,
  -1,
  1e300,
  '',
  'x',
  [],
  {},
  ['x'],
  [null],
  { a: 1 },
  'x'.repeat(9000),
  '\u0000',
  1.5,
];

// A JWT with something wrong in it: members of the wrong type, foreign algorithms, broken encoding.
export function spoilJwt(dice, jwt) {
  const [h, p, s = ''] = jwt.split('.');
  const read = (part) => JSON.parse(Buffer.from(part, 'base64url').toString());
  const write = (value) => b64u(JSON.stringify(value));
  return dice.one([
    () =>
      `${write({ ...read(h), [dice.one(['alg', 'kid', 'typ', 'crit', 'jwk', 'jku', 'x5c', 'zip', 'cty'])]: dice.one(THINGS()) })}.${p}.${s}`,
    () =>
      `${write({ ...read(h), alg: dice.one(['none', 'None', 'HS256', 'HS512', 'RS1', 'ES256K', 'dir', 'A128KW']) })}.${p}.${s}`,
    () => `${h}.${write({ ...read(p), [dice.one(CLAIMS)]: dice.one(THINGS()) })}.${s}`,
    () => `${h}.${write(dice.one(THINGS()))}.${s}`,
    () => `${write(dice.one(THINGS()))}.${p}.${s}`,
    () => `${h}.${p}.${b64u(dice.text(64))}`,
    () => `${h}.${p}`,
    () => `${h}.${p}.${s}.${s}`,
    () => `${h}.${p}.${s}.${s}.${s}`,
    () => `${h}.${p}.${s.slice(1)}`,
    () => `${h}=.${p}==.${s}`,
    () => `${h}.${b64u(dice.text())}.${s}`,
    () => jwt.replace(/./g, (c) => (dice.chance(60) ? dice.text(1).toWellFormed() : c)),
    () => nasty(dice),
  ])();
}
