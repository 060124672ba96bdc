// A client's key pair of an algorithm: the private JWK, and the registration that publishes it.
import * as jose from 'jose';
import { rnd } from './values.mjs';

export async function clientKey(alg) {
  const { privateKey, publicKey } = await jose.generateKeyPair(alg, { extractable: true });
  const kid = `k-${rnd(4)}`;
  const jwk = { ...(await jose.exportJWK(privateKey)), kid, alg, use: 'sig' };
  const published = { ...(await jose.exportJWK(publicKey)), kid, alg, use: 'sig' };
  return { jwk, meta: { jwks: { keys: [published] }, token_endpoint_auth_signing_alg: alg } };
}
