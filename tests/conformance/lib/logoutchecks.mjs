// What the checks of logout and back-channel logout share.
import { form, withQuery } from './http.mjs';

// Asks the provider to end the session that f is about. params override the right ones; confirm: false leaves its question open.
export async function signOut(x, f, params = {}, { method = 'GET', confirm } = {}) {
  const client = f.a.client;
  const all = form({
    id_token_hint: f.tok.id_token,
    post_logout_redirect_uri: client.post_logout_redirect_uris?.[0],
    ...params,
  });
  const steps = [];
  const browser = x.browser(f.jar, client);
  const post = method === 'POST';
  const out = await x.driver.logout({
    url: post ? x.as.end_session_endpoint : withQuery(x.as.end_session_endpoint, all),
    jar: f.jar,
    hints: { browser, steps, confirm, method, body: post ? all : undefined },
  });
  return { out, steps };
}

export async function sessionIsOver(t, x, f) {
  const a = await x.silent(f.a.client, { prompt: 'none' }, { jar: f.jar });
  t.ok(!a.cb?.code, 'the session lives on after logout');
  t.ok(a.cb?.error, 'prompt=none after logout gives no error');
}
