// Takes the provider's answer: checks iss, state and nonce, trades the code for tokens, and goes to the portal's page.
import { checkIssuer, users } from "./sign-in.js";

const words = {
  access_denied: ["You have no access here", "The sign-in was declined, or your account is not a patient’s at a clinic with this portal."],
  other: ["Signing in did not work", "The link may have been used already, or it is too old. Start again."],
};

try {
  await checkIssuer(location.href);
  await users.signinRedirectCallback();
  location.replace("./");
} catch (problem) {
  const [title, what] = words[problem.error] ?? words.other;
  document.title = `${title} – Patient Portal`;
  document.getElementById("title").textContent = title;
  document.getElementById("what").textContent = what;
  document.getElementById("next").hidden = false;
  console.warn("Sign-in was not finished:", problem.message);
}
