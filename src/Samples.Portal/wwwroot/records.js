// A SMART standalone launch (SMART App Launch 2.2 §2.0.6), written out: no library between the page and the specification.
// The portal asks for one patient's record; whoever looks after several chooses at the provider.
const settings = await (await fetch("settings.json")).json();
const byId = (id) => document.getElementById(id);
const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const randomText = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

const scope = "openid fhirUser launch/patient patient/Patient.rs patient/Observation.rs";
const inStorage = "records-trip";

function tell(title, what) {
  document.title = `${title} – Patient Portal`;
  byId("title").textContent = title;
  byId("what").textContent = what;
}

// The FHIR server says where to sign in (§6.0). Its address is ours; nobody can hand us another.
async function discover() {
  return (await fetch(`${settings.fhir_base}/.well-known/smart-configuration`)).json();
}

async function leave() {
  const trip = { state: randomText(), verifier: randomText() };
  sessionStorage.setItem(inStorage, JSON.stringify(trip));
  const challenge = base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(trip.verifier))));
  const server = await discover();
  location.replace(
    `${server.authorization_endpoint}?${new URLSearchParams({
      response_type: "code",
      client_id: settings.client_id,
      redirect_uri: settings.records_redirect_uri,
      scope,
      state: trip.state,
      aud: settings.fhir_base,
      code_challenge: challenge,
      code_challenge_method: "S256",
    })}`,
  );
}

async function redeem(answer) {
  const trip = JSON.parse(sessionStorage.getItem(inStorage) ?? "{}");
  sessionStorage.removeItem(inStorage);
  const server = await discover();
  // The answer belongs to this tab, and comes from the provider that was asked (RFC 9207).
  if (answer.get("state") !== trip.state || answer.get("iss") !== server.issuer) throw new Error("not ours");
  const response = await fetch(server.token_endpoint, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: answer.get("code"),
      redirect_uri: settings.records_redirect_uri,
      code_verifier: trip.verifier,
      client_id: settings.client_id,
    }),
  });
  if (!response.ok) throw new Error("no tokens");
  return response.json();
}

async function read(tokens, path) {
  const response = await fetch(`${settings.fhir_base}/${path}`, { headers: { Authorization: `Bearer ${tokens.access_token}` } });
  if (!response.ok) throw new Error("no record");
  return response.json();
}

// Kept in this page's memory alone: reloading asks the provider again, which knows who is signed in.
async function show(tokens) {
  if (!tokens.patient) {
    tell("No record is linked to you", "Ask your clinic to link your account with your record.");
    return;
  }
  const patient = await read(tokens, `Patient/${encodeURIComponent(tokens.patient)}`);
  const found = await read(tokens, `Observation?patient=${encodeURIComponent(tokens.patient)}`);
  for (const { resource } of found.entry) {
    const [name, value] = [document.createElement("dt"), document.createElement("dd")];
    name.textContent = resource.code.text;
    value.textContent = `${resource.valueQuantity.value} ${resource.valueQuantity.unit}`;
    byId("list").append(name, value);
  }
  tell(`${patient.name[0].given.join(" ")} ${patient.name[0].family}`, `Born ${patient.birthDate}.`);
  byId("vitals").hidden = false;
}

try {
  const answer = new URLSearchParams(location.search);
  history.replaceState(null, "", location.pathname);
  if (answer.has("code")) await show(await redeem(answer));
  else if (answer.has("error")) tell("The record was not opened", "You said no, or your account has no record here. Nothing was shared.");
  else await leave();
} catch (problem) {
  tell("The record could not be opened", "Go back to the portal and try again.");
  console.warn("The record was not opened:", problem.message);
}
