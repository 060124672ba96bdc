// Heuristic driver for providers with plain HTML forms. Options (config.driver):
//   usernameField / passwordField / userCodeField   exact field names when the guess is wrong
//   allow / deny / logout                            regular expressions for the buttons (text, value or name)
//   checkAll                                         tick all check boxes on consent pages (default true)
//   rotateKeysUrl                                    a POST there rotates the provider's signing keys
//   sso                                              regular expression of a "continue as ..." button
import { createHmac } from 'node:crypto';

// RFC 6238 with SHA-1, 6 digits, 30 s; secret in base32
export function totp(secret, t = Date.now()) {
  const bits = [...secret.replace(/[\s=]/g, '').toUpperCase()]
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const m = Buffer.alloc(8);
  m.writeBigUInt64BE(BigInt(Math.floor(t / 30000)));
  const h = createHmac('sha1', key).update(m).digest();
  const o = h[19] & 15;
  return String((h.readUInt32BE(o) & 0x7fffffff) % 1e6).padStart(6, '0');
}

async function rotateKeys(url) {
  const response = await fetch(url, { method: 'POST' });
  if (!response.ok) throw new Error(`the keys could not be rotated: ${response.status}`);
}

export default function create(config) {
  const o = config.driver ?? {};
  const rx = (s, d) => new RegExp(s ?? d, 'i');
  const ALLOW = rx(o.allow, '\\b(allow|accept|yes|continue|consent|approve|grant|confirm|agree|authori[sz]e)\\b');
  const DENY = rx(o.deny, '\\b(deny|cancel|no|reject|decline|abort|refuse)\\b');
  const LOGOUT = rx(o.logout, '\\b(yes|sign.?out|log.?out|confirm|end.?session|continue)\\b');
  const label = (b) => `${b.label} ${b.value} ${b.name ?? ''} ${b.id ?? ''}`;
  // A field without a name is nobody's: no option means it.
  const named = (f, name) => name && f.fields.find((x) => x.name === name);
  const userField = (f) =>
    named(f, o.usernameField) ??
    f.fields.find(
      (x) =>
        ['text', 'email'].includes(x.type) &&
        /user|login|mail|name|identifier/i.test(`${x.name} ${x.id} ${x.autocomplete}`),
    ) ??
    f.fields.find((x) => ['text', 'email'].includes(x.type));
  const passField = (f) => named(f, o.passwordField) ?? f.fields.find((x) => x.type === 'password');
  const codeField = (f) =>
    named(f, o.userCodeField) ??
    f.fields.find((x) => /code/i.test(`${x.name} ${x.id}`) && ['text', 'search', 'tel'].includes(x.type));
  const good = (f) =>
    f.buttons.find((b) => ALLOW.test(label(b)) && !DENY.test(b.label)) ??
    f.buttons.find((b) => !DENY.test(label(b))) ??
    undefined;

  // Walks through pages until a callback or a page that needs nothing; returns the last outcome.
  async function pages(browser, out, { user, deny, steps, userCode, logout }) {
    let codeSent = false;
    const seen = new Map();
    for (let i = 0; i < 14 && out.kind === 'page' && out.dom; i++) {
      const key = `${out.url} ${out.dom.text.slice(0, 200)}`;
      seen.set(key, (seen.get(key) ?? 0) + 1);
      if (seen.get(key) > 2) return out;
      const forms = out.dom.forms.filter(
        (f) => f.method === 'POST' || f.fields.some((x) => x.type === 'password') || codeField(f),
      );
      const lf = forms.find(passField);
      const cf = userCode && forms.find(codeField);
      if (logout) {
        const f =
          forms.find((x) => x.buttons.some((b) => LOGOUT.test(label(b)))) ?? (out.status < 400 ? forms[0] : undefined);
        if (!f || logout === 'no') return out;
        steps.push('logout-confirm');
        out = await browser.submit(
          f,
          {},
          f.buttons.find((b) => LOGOUT.test(label(b)) && !/\bno\b/i.test(b.label)),
        );
        continue;
      }
      if (lf && out.status < 500) {
        if (deny === 'login' || (deny && !steps.includes('login') && o.denyAtLogin)) {
          const b = lf.buttons.find((x) => DENY.test(label(x)));
          const l = out.dom.links.find((x) => DENY.test(x.text));
          steps.push('deny');
          if (b) {
            out = await browser.submit(lf, {}, b);
            continue;
          }
          if (l) {
            out = await browser.go(l.href);
            continue;
          }
        }
        if (steps.filter((s) => s === 'login').length >= 2) return out;
        steps.push('login');
        const u = userField(lf);
        const p = passField(lf);
        out = await browser.submit(
          lf,
          { ...(u ? { [u.name]: user.username } : {}), [p.name]: user.password },
          lf.buttons.find((b) => !DENY.test(label(b)) && !/register|forgot|passkey|external/i.test(label(b))),
        );
        continue;
      }
      const of =
        user?.totp &&
        forms.find((f) =>
          f.fields.some(
            (x) =>
              /otp|one-time|two.?factor|2fa|authenticator|verification/i.test(`${x.name} ${x.id} ${x.autocomplete}`) &&
              x.type !== 'hidden',
          ),
        );
      if (of && steps.filter((s) => s === 'totp').length < 2) {
        steps.push('totp');
        out = await browser.submit(
          of,
          {
            [of.fields.find(
              (x) =>
                /otp|one-time|two.?factor|2fa|authenticator|verification/i.test(
                  `${x.name} ${x.id} ${x.autocomplete}`,
                ) && x.type !== 'hidden',
            ).name]: totp(user.totp),
          },
          good(of),
        );
        continue;
      }
      if (cf && !codeSent) {
        codeSent = true;
        steps.push('user-code');
        out = await browser.submit(cf, { [codeField(cf).name]: userCode }, good(cf));
        continue;
      }
      if (out.status >= 400) return out;
      const uf = forms.find(
        (f) =>
          !passField(f) && f.fields.some((x) => ['email', 'text'].includes(x.type)) && userField(f) && !codeField(f),
      );
      if (uf && !steps.includes('username')) {
        steps.push('username');
        out = await browser.submit(uf, { [userField(uf).name]: user.username }, good(uf));
        continue;
      }
      if (deny) {
        const f = forms.find((x) => x.buttons.some((b) => DENY.test(label(b))));
        const l = out.dom.links.find((x) => DENY.test(x.text));
        if (f) {
          steps.push('deny');
          out = await browser.submit(
            f,
            {},
            f.buttons.find((b) => DENY.test(label(b))),
          );
          continue;
        }
        if (l) {
          steps.push('deny');
          out = await browser.go(l.href);
          continue;
        }
      }
      const f = forms.find((x) => x.buttons.some((b) => ALLOW.test(label(b)))) ?? forms.find((x) => good(x));
      if (f) {
        steps.push(userCode && !steps.includes('device-confirm') ? 'device-confirm' : 'consent');
        out = await browser.submit(f, {}, good(f), { checkAll: o.checkAll ?? true });
        continue;
      }
      return out;
    }
    return out;
  }

  return {
    // -> callback URL (string) or the outcome object of lib/browser.mjs; pages that end without a callback are outcomes too
    async signIn({ authorizeUrl, hints }) {
      const out = await hints.browser.go(authorizeUrl, { method: hints.method ?? 'GET', body: hints.body });
      return pages(hints.browser, out, hints);
    },
    // end_session: `confirm` = press the confirmation button when there is one
    async logout({ url, hints }) {
      const out = await hints.browser.go(url, { method: hints.method ?? 'GET', body: hints.body });
      return hints.confirm === false ? out : pages(hints.browser, out, { ...hints, logout: 'yes' });
    },
    ...(o.rotateKeysUrl ? { rotateKeys: () => rotateKeys(o.rotateKeysUrl) } : {}),
    // RFC 8628: opens verificationUri, types userCode, signs in, allows or denies; returns the last page
    async device({ verificationUri, userCode, hints }) {
      const out = await hints.browser.go(verificationUri);
      return pages(hints.browser, out, { ...hints, userCode });
    },
  };
}
