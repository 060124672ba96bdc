const plain = text => text.normalize("NFC").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
const lettersOf = text => plain(text).replace(/\p{N}/gu, "");

/** Whether the letters are nothing but the words, in any order. The server judges the same way. */
function isNames(typed, words) {
  const letters = lettersOf(typed);
  const reached = new Set([0]);
  for (let i = 0; i < letters.length; i++) {
    if (reached.has(i)) {
      words.filter(word => letters.startsWith(word, i)).forEach(word => reached.add(i + word.length));
    }
  }

  return letters.length > 0 && reached.has(letters.length);
}

/** One piece over and over, or a run of neighbours. */
function isRepetitive(characters) {
  const codes = characters.map(character => character.codePointAt(0));
  const repeats = piece => codes.slice(piece).every((code, i) => code === codes[i]);
  const runs = step => codes.slice(1).every((code, i) => code === codes[i] + step);
  return [1, 2, 3, 4, 5, 6].some(piece => codes.length >= 2 * piece && repeats(piece)) || runs(1) || runs(-1);
}

/** Ticks off the rules while a new password is typed, and says how good it looks. The server decides. */
export function guideNewPassword(input) {
  const rules = document.getElementById(input.dataset.newPassword);
  const strength = rules.querySelector("[data-strength]");
  const shortest = Number(input.dataset.shortest);
  const words = input.dataset.words.split(" ").map(lettersOf).filter(word => word.length > 1);
  const tick = (rule, kept) => rules.querySelector(`[data-rule=${rule}]`).classList.toggle("kept", kept);

  input.addEventListener("input", () => {
    const characters = [...input.value.normalize("NFC").toLowerCase()];
    const long = characters.length >= shortest;
    const names = characters.length > 0 && isNames(input.value, words);
    const repetitive = characters.length > 1 && isRepetitive(characters);
    tick("length", long);
    tick("names", long && !names);

    const varied = new Set(characters).size;
    const words4 = input.value.trim().split(/[\s\-_.]+/u).filter(word => word.length > 2).length >= 4;
    const verdict = !long ? "short" : repetitive ? "repetitive" : names ? "names" : varied >= 12 || words4 || characters.length >= shortest + 6 ? "good" : "fair";
    strength.hidden = characters.length === 0;
    strength.className = `small mb-0 pw-${verdict}`;
    const text = strength.dataset[verdict].replace("{0}", String(shortest - characters.length));
    if (strength.textContent !== text) {
      strength.textContent = text;
    }
  });
}
