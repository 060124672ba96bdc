// What the checks of DPoP share.

export const flow = async (t, x, n = 'basic', extra = {}, key) => {
  key ??= await x.dpopKey();
  return { key, ...(await x.flow(t, x.client(n), extra, { dpop: { key } })) };
};

export const E = ['invalid_dpop_proof', 'use_dpop_nonce', 'invalid_request', 'invalid_grant'];
