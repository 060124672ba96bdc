// Warns before the screen locks, and shows the lock when it is there. The server decides: this script only keeps it told.
const minute = 60_000;
const idle = Number(document.body.dataset.idleMinutes) * minute;
const warning = document.getElementById("lock-warning");
let lastActive = Date.now();
let lastTold = Date.now();

async function stillHere() {
  lastActive = Date.now();
  if (warning.open) warning.close();
  if (lastActive - lastTold < minute) return;
  lastTold = lastActive;
  const answer = await fetch("/still-here", { method: "POST" });
  if (answer.redirected) location.reload();
}

for (const sign of ["pointerdown", "keydown", "scroll"]) {
  addEventListener(sign, () => { if (!warning.open) stillHere(); }, { passive: true });
}
warning.querySelector("button").addEventListener("click", () => { lastTold = 0; stillHere(); });

setInterval(() => {
  const quiet = Date.now() - lastActive;
  if (quiet >= idle) location.reload();
  else if (quiet >= idle - 2 * minute && !warning.open) warning.showModal();
}, 5_000);
