// Just enough of HTML for a black-box browser: forms with their fields and buttons, links, text.
import { parse } from 'parse5';

const attr = (n, k) => n.attrs?.find((a) => a.name === k)?.value;
function* walk(n) {
  yield n;
  for (const c of n.childNodes ?? []) yield* walk(c);
  if (n.content) yield* walk(n.content);
}

const textOf = (n) =>
  [...walk(n)]
    .filter((x) => x.nodeName === '#text' && !['script', 'style'].includes(x.parentNode?.nodeName))
    .map((x) => x.value)
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();

export function parsePage(html, baseUrl) {
  const doc = parse(html);
  const all = [...walk(doc)];
  const base = attr(all.find((n) => n.nodeName === 'base') ?? {}, 'href');
  const abs = (u) => {
    try {
      return new URL(u ?? '', base ? new URL(base, baseUrl) : baseUrl).href;
    } catch {
      return u;
    }
  };
  const forms = all
    .filter((n) => n.nodeName === 'form')
    .map((f) => {
      const id = attr(f, 'id');
      const inside = new Set(walk(f));
      const mine = all.filter(
        (n) =>
          ['input', 'button', 'select', 'textarea'].includes(n.nodeName) &&
          (attr(n, 'form') ? attr(n, 'form') === id : inside.has(n)),
      );
      const fields = mine.map((n) => {
        const o = {
          tag: n.nodeName,
          name: attr(n, 'name'),
          type: (attr(n, 'type') ?? (n.nodeName === 'button' ? 'submit' : 'text')).toLowerCase(),
          value: attr(n, 'value') ?? '',
          id: attr(n, 'id'),
          checked: attr(n, 'checked') !== undefined,
          disabled: attr(n, 'disabled') !== undefined,
          autocomplete: attr(n, 'autocomplete'),
          formaction: attr(n, 'formaction'),
          text: textOf(n),
        };
        if (n.nodeName === 'textarea') {
          o.type = 'textarea';
          o.value = [...walk(n)]
            .filter((x) => x.nodeName === '#text')
            .map((x) => x.value)
            .join('');
        }
        if (n.nodeName === 'select') {
          o.type = 'select';
          o.options = [...walk(n)]
            .filter((x) => x.nodeName === 'option')
            .map((x) => ({ value: attr(x, 'value') ?? textOf(x), selected: attr(x, 'selected') !== undefined }));
          o.value = (o.options.find((x) => x.selected) ?? o.options[0])?.value ?? '';
        }
        return o;
      });
      return {
        id,
        name: attr(f, 'name'),
        action: abs(attr(f, 'action') || baseUrl),
        rawAction: attr(f, 'action'),
        method: (attr(f, 'method') ?? 'get').toUpperCase(),
        enctype: attr(f, 'enctype'),
        fields: fields.filter(
          (x) => !x.disabled && !(x.tag === 'button' || ['submit', 'image', 'button', 'reset'].includes(x.type)),
        ),
        buttons: fields
          .filter(
            (x) => !x.disabled && (x.tag === 'button' ? x.type === 'submit' : ['submit', 'image'].includes(x.type)),
          )
          .map((x) => ({ ...x, label: `${x.text || x.value || ''}`.trim() })),
        text: textOf(f),
      };
    });
  const links = all
    .filter((n) => n.nodeName === 'a' && attr(n, 'href'))
    .map((n) => ({ href: abs(attr(n, 'href')), text: textOf(n) }));
  const refresh = all
    .filter((n) => n.nodeName === 'meta' && /^refresh$/i.test(attr(n, 'http-equiv') ?? ''))
    .map((n) => /url\s*=\s*['"]?([^'"]+)/i.exec(attr(n, 'content') ?? '')?.[1])
    .filter(Boolean)
    .map(abs)[0];
  const autoSubmit =
    all.some((n) => (n.nodeName === 'body' && /submit/.test(attr(n, 'onload') ?? '')) || n.nodeName === 'script') ||
    /submit\(\)/.test(html);
  const scripts = all.filter((n) => n.nodeName === 'script').length;
  return {
    forms,
    links,
    refresh,
    autoSubmit,
    scripts,
    text: textOf(doc),
    title: textOf(all.find((n) => n.nodeName === 'title') ?? { childNodes: [] }),
    all,
    attr,
  };
}

// What a browser would send for this form; `set` overrides by name, `button` is the pressed button.
export function formEntries(f, set = {}, button, { checkAll = false } = {}) {
  const out = [];
  const used = new Set();
  for (const x of f.fields) {
    if (!x.name) continue;
    if (x.type === 'checkbox' || x.type === 'radio') {
      if (x.name in set && x.type === 'radio') {
        if (set[x.name] === x.value) {
          out.push([x.name, x.value]);
          used.add(x.name);
        }
        continue;
      }
      if (x.checked || (checkAll && x.type === 'checkbox')) out.push([x.name, x.value || 'on']);
      continue;
    }
    if (x.name in set) {
      if (!used.has(x.name)) out.push([x.name, set[x.name]]);
      used.add(x.name);
      continue;
    }
    out.push([x.name, x.value]);
  }
  if (button?.name) out.push([button.name, button.value]);
  return out;
}
