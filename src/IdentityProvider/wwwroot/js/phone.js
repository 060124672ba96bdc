/** Writes a US number as people read it while it is typed: (218) 555-0123. What does not fit is left alone; the server decides. */
export function formatPhone(input) {
  input.addEventListener("input", event => {
    // Only while the caret is at the end: reformatting in the middle would throw it about.
    if (event.inputType?.startsWith("delete") || input.selectionStart !== input.value.length) {
      return;
    }

    const digits = input.value.replace(/\D/g, "").replace(/^1/, "");
    if (input.value.trim().startsWith("+") || digits.length > 10) {
      return;
    }

    const [area, exchange, line] = [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)];
    input.value = line ? `(${area}) ${exchange}-${line}` : exchange ? `(${area}) ${exchange}` : area;
  });
}
