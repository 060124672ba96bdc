/** Lets the phone that got the text fill the code in (WebOTP: the text ends with "@host #digits"). */
export async function readTextedCode(input) {
  if (!("OTPCredential" in window)) {
    return;
  }

  const stop = new AbortController();
  input.form.addEventListener("submit", () => stop.abort());
  try {
    const credential = await navigator.credentials.get({ otp: { transport: ["sms"] }, signal: stop.signal });
    input.value = credential.code;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  } catch {
    // Declined, timed out or sent by hand: the field is there all the same.
  }
}
