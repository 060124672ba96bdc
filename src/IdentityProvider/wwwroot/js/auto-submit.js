/**
 * Sends the form once the code is complete. Once only: after a refusal the person decides when to send again. And never past
 * a choice that stands below the field: whoever wants this browser remembered must get to say so.
 */
export function autoSubmit(input) {
  if (input.form.querySelector("[type=radio]")) {
    return;
  }

  const length = Number(input.dataset.codeLength);
  let sent = input.getAttribute("aria-invalid") === "true";
  input.addEventListener("input", () => {
    const digits = input.value.replace(/\D/g, "");
    if (!sent && digits.length === length) {
      sent = true;
      input.form.requestSubmit();
    }
  });
}
