// What the tests run against: a provider, people and registered apps, as JSON in the environment.
// { issuer, user: { email, password }, clients: { post, basic, public: { client_id, client_secret?, redirect_uri, signed_out_uri } } }
export const settings = JSON.parse(process.env.CLIENT_TEST_SETTINGS ?? 'null');

if (!settings) {
  throw new Error('Set CLIENT_TEST_SETTINGS. The test suite does it: ./dev test');
}
