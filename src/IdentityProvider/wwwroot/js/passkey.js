/**
 * Passkeys: the one thing here that cannot be done without a script. A form says what it does ("get" or "create"), where the challenge comes
 * from, and the words for what can go wrong on the device. The server decides; this only carries.
 */
const bytes = text => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), letter => letter.charCodeAt(0));
const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const listed = credentials => (credentials ?? []).map(credential => ({ ...credential, id: bytes(credential.id) }));

// Shorter than the challenge lives, so that a page left open always has a good one.
const renewAfter = 4 * 60 * 1000;

// A browser carries out one ceremony at a time.
let running = null;

const ceremonies = {
  get: {
    read: options => PublicKeyCredential.parseRequestOptionsFromJSON?.(options)
      ?? { ...options, challenge: bytes(options.challenge), allowCredentials: listed(options.allowCredentials) },
    run: options => navigator.credentials.get(options),
    response: ({ clientDataJSON, authenticatorData, signature, userHandle }) => ({
      clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData), signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    }),
  },
  create: {
    read: options => PublicKeyCredential.parseCreationOptionsFromJSON?.(options)
      ?? {
        ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: listed(options.excludeCredentials),
      },
    run: options => navigator.credentials.create(options),
    response: response => ({
      clientDataJSON: text(response.clientDataJSON), attestationObject: text(response.attestationObject), transports: response.getTransports?.() ?? [],
    }),
  },
};

export function passkey(form) {
  if (!("PublicKeyCredential" in window)) {
    return;
  }

  form.querySelector("[data-passkey-without]")?.remove();
  const button = form.querySelector("[data-passkey-start]");
  button.hidden = false;
  button.addEventListener("click", async event => {
    event.preventDefault();
    tell(form, "");
    try {
      await carryOut(form, {});
    } catch (problem) {
      tell(form, wordsFor(form, problem));
      offer(form);
    }
  });
  offer(form);
}

/** Lets the browser list passkeys in the field for the name, beside what else it would fill in. Nobody is disturbed when it cannot. */
async function offer(form) {
  const field = document.querySelector("input[autocomplete~=webauthn]");
  if (!field || form.dataset.passkey !== "get" || !await PublicKeyCredential.isConditionalMediationAvailable?.()) {
    return;
  }

  const renewal = setTimeout(() => offer(form), renewAfter);
  try {
    await carryOut(form, { mediation: "conditional" });
  } catch {
    // Overtaken by the button or the next round, or nothing came of it.
  }

  clearTimeout(renewal);
}

async function carryOut(form, how) {
  running?.abort();
  const mine = running = new AbortController();
  const ceremony = ceremonies[form.dataset.passkey];
  const question = await ask(form, mine.signal);
  const credential = await ceremony.run({ ...how, publicKey: ceremony.read(question.options), signal: mine.signal });
  form.elements.Question.value = question.id;
  form.elements.Credential.value = JSON.stringify({
    id: credential.id, rawId: text(credential.rawId), type: credential.type, clientExtensionResults: credential.getClientExtensionResults(),
    authenticatorAttachment: credential.authenticatorAttachment, response: ceremony.response(credential.response),
  });
  form.submit();
}

async function ask(form, signal) {
  const answer = await fetch(form.dataset.question, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual", signal });
  if (!answer.ok) {
    throw new DOMException("", answer.status === 429 ? "Busy" : "Moved");
  }

  return answer.json();
}

function wordsFor(form, problem) {
  switch (problem.name) {
    case "AbortError": return "";
    case "NotAllowedError": return form.dataset.stopped;
    case "InvalidStateError": return form.dataset.exists;
    case "NotSupportedError":
    case "SecurityError": return form.dataset.none;
    case "Moved": return form.dataset.moved;
    case "Busy": return form.dataset.busy;
    default: return form.dataset.failed;
  }
}

function tell(form, words) {
  const place = form.querySelector("[data-passkey-problem]");
  place.hidden = !words;
  place.querySelector("span").textContent = words;
}
