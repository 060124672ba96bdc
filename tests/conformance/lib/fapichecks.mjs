// What the checks of the FAPI 2.0 Security Profile share.
export const FAPI = ['par', 'dpop', 'client:fapi'];
export const PAR = 'pushed_authorization_request_endpoint';

export const keyOf = async (x, client) => (client._key ??= await x.dpopKey());

// Pushes the parameters of a right request, changed by extra; o as in Ctx.call().
export async function push(x, client, extra = {}, o = {}) {
  const { p, verifier } = x.authParams(client, extra);
  const r = await x.call(PAR, client, p, o);
  return { r, p, verifier };
}

// A code for the client, and the way to redeem it.
export async function codeFor(t, x, client, extra = {}, opts = {}) {
  const a = await x.authorize(client, extra, opts);
  x.code(t, a);
  return { a, redeem: async (o = {}) => x.exchange(o.client ?? client, a, o.params, await proven(x, client, o)) };
}

async function proven(x, client, o) {
  const dpop = o.dpop === null ? undefined : { key: o.key ?? (await keyOf(x, client)), ...o.dpop };
  return { dpop, ...o.call };
}
