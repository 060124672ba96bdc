// The portal's page: who is signed in, how, and when they are expected next.
import { settings, signIn, users } from "./sign-in.js";

const byId = (id) => document.getElementById(id);

const ways = {
  "aal1": "your password",
  "aal1-td": "your password, on a browser you asked us to remember",
  "aal1-email": "your password and a code by e-mail",
  "aal1-byp": "your password and a one-time code from your clinic",
  "aal2-phr": "a passkey",
};

function howInWords({ acr = "", amr = [] }) {
  const level = acr.split(":").at(-1);
  if (level !== "aal2") return ways[level] ?? level;
  if (amr.includes("sms")) return "your password and a code by text message";
  if (amr.includes("tel")) return "your password and a code by voice call";
  return amr.includes("rcv") ? "your password and a recovery code" : "your password and a code from an authenticator app";
}

function tell(text) {
  byId("notice").textContent = text;
  byId("notice").hidden = false;
}

async function showAppointment(user) {
  const answer = await fetch("api/next-appointment", { headers: { Authorization: `Bearer ${user.access_token}` } });
  if (!answer.ok) {
    byId("next-day").textContent = "We could not load it.";
    byId("next-where").textContent = answer.status === 401 ? "Sign in again to see it." : "Your clinic does not share appointments here.";
    return;
  }
  const next = await answer.json();
  byId("clinic").textContent = next.clinic;
  byId("next-day").textContent = `${next.day}, ${next.time}`;
  byId("next-where").textContent = `${next.with} at ${next.clinic}. To change it, call ${next.phone}.`;
}

async function showUser(user) {
  byId("name").textContent = user.profile.name ?? "there";
  byId("email").textContent = user.profile.email ?? user.profile.sub;
  byId("how").textContent = howInWords(user.profile);
  byId("when").textContent = new Date(user.profile.auth_time * 1000).toLocaleString("en-US", { dateStyle: "long", timeStyle: "short" });
  byId("record").hidden = !settings.fhir_base;
  await showAppointment(user);
  byId("signed-in").hidden = false;
}

async function start() {
  if (new URLSearchParams(location.search).has("state")) {
    await users.signoutCallback().catch(() => undefined);
    history.replaceState(null, "", location.pathname);
    tell("You are signed out.");
  }
  const user = await users.getUser();
  if (user && !user.expired) await showUser(user);
  else byId("signed-out").hidden = false;
}

// Said, not hidden: without renewal the user would meet the end of the session in the middle of something.
users.events.addSilentRenewError(() => tell("Your sign-in could not be renewed and ends soon. Sign in again to stay."));
users.events.addAccessTokenExpired(() => tell("Your sign-in has ended. Sign in again to go on."));
byId("sign-in").addEventListener("click", () => signIn());
byId("sign-in-again").addEventListener("click", () => signIn({ prompt: "login" }));
// With a state, the provider's answer can be told from someone who just opens this page.
byId("sign-out").addEventListener("click", () => users.signoutRedirect({ state: "signed-out" }));
await start();
