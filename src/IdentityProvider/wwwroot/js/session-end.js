const warning = 120;

/** Says so two minutes before the session locks or ends. What ends in any case cannot be put off by a click. */
export function sessionEnd(banner) {
  const locksIn = Number(banner.dataset.locksIn);
  const endsIn = Number(banner.dataset.endsIn);
  const [words, stay] = [banner.querySelector("span"), banner.querySelector("a")];
  const ends = endsIn <= locksIn;
  setTimeout(() => {
    words.textContent = ends ? banner.dataset.ends : banner.dataset.locks;
    stay.hidden = ends;
    stay.href = location.href;
    banner.hidden = false;
  }, Math.max(0, Math.min(locksIn, endsIn) - warning) * 1000);
}
