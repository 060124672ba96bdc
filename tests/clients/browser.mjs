// A browser without a screen: it keeps cookies, follows redirects inside the provider and posts forms. A redirect to anywhere
// else is the way back to the app, and ends the journey.
import assert from 'node:assert/strict';

const MOST_REDIRECTS = 10;

export class Browser {
  #issuer;
  #cookies = new Map();

  constructor(issuer) {
    this.#issuer = new URL(issuer).origin;
  }

  /** Opens a URL. Returns { callback } when the provider sends the browser back to the app, else { url, status, html }. */
  async go(url, init = {}) {
    for (let i = 0; i < MOST_REDIRECTS; i++) {
      const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, accept: 'text/html', cookie: this.#header() } });
      this.#take(response);
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || !location) {
        return { url: new URL(url), status: response.status, html: await response.text() };
      }

      const next = new URL(location, url);
      if (next.origin !== this.#issuer) {
        return { callback: next };
      }

      // 302 and 303 turn a POST into a GET, as browsers do.
      [url, init] = [next, {}];
    }

    throw new Error(`more than ${MOST_REDIRECTS} redirects, the last one to ${url}`);
  }

  /** Fills in the form that has these fields, the others as they stand, and posts it. */
  submit(page, fields, ...others) {
    const form = formsIn(page.html).find((candidate) => [...Object.keys(fields), ...others].every((name) => candidate.values.has(name)));
    assert.ok(form, `no form with ${Object.keys(fields)} on ${page.status} ${page.url}`);
    const values = new URLSearchParams([...form.values, ...Object.entries(fields)].filter(([name], i, all) => all.findLastIndex(([n]) => n === name) === i));
    return this.go(new URL(form.action ?? '', page.url), { method: 'POST', body: values });
  }

  /** Opens the URL, and signs in with e-mail and password when a page asks for them. */
  async signIn(url, { email, password }) {
    let page = await this.go(url);
    for (const fields of [{ Email: email }, { Password: password }]) {
      page = page.callback ? page : await this.submit(page, fields);
    }

    assert.ok(page.callback, `the sign-in ended at ${page.status} ${page.url}`);
    return page.callback;
  }

  /** Opens the page of a device's code, signs in, confirms the code that stands there, and allows it. */
  async allowDevice(url, person) {
    let page = await this.go(url);
    for (const fields of [{ Email: person.email }, { Password: person.password }]) {
      page = hasFields(page.html, fields) ? await this.submit(page, fields) : page;
    }

    page = hasFields(page.html, { Code: '' }) ? await this.submit(page, {}, 'Code') : page;
    return this.press(page, /allow/i);
  }

  /** Presses the button whose text fits, with its form as it stands. */
  press(page, label) {
    const form = formsIn(page.html).find(({ buttons }) => buttons.some((button) => label.test(button.text)));
    assert.ok(form, `no button ${label} on ${page.status} ${page.url}`);
    const { name, value } = form.buttons.find((button) => label.test(button.text));
    const values = new URLSearchParams([...form.values, ...(name ? [[name, value]] : [])]);
    return this.go(new URL(form.action ?? '', page.url), { method: 'POST', body: values });
  }

  #header() {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  #take(response) {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair, ...attributes] = cookie.split(';');
      const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      const gone = attributes.some((attribute) => /^\s*(max-age=0|expires=thu, 01 jan 1970)/i.test(attribute));
      gone ? this.#cookies.delete(name) : this.#cookies.set(name, value);
    }
  }
}

// Enough of HTML for pages that our own server writes: attributes in double quotes, forms that do not nest.
function formsIn(html) {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, attributes, body]) => ({
    action: attribute(attributes, 'action'),
    values: new Map([...body.matchAll(/<input\b([^>]*)>/g)]
      .filter(([, input]) => attribute(input, 'name') && !/type="(radio|checkbox)"(?![^>]*checked)/.test(input))
      .map(([, input]) => [attribute(input, 'name'), attribute(input, 'value') ?? ''])),
    buttons: [...body.matchAll(/<button\b([^>]*)>([\s\S]*?)<\/button>/g)]
      .map(([, button, text]) => ({ name: attribute(button, 'name'), value: attribute(button, 'value') ?? '', text })),
  }));
}

function hasFields(html, fields) {
  return formsIn(html).some((form) => Object.keys(fields).every((name) => form.values.has(name)));
}

function attribute(text, name) {
  const value = text.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1];
  return value?.replaceAll('&quot;', '"').replaceAll('&#x2B;', '+').replaceAll('&amp;', '&');
}
