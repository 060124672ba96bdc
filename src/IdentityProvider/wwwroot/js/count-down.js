const fill = (format, ...values) => format.replace(/\{(\d)\}/g, (_, place) => values[place]);

/** Keeps "8 min 12 s left" true. The clock time beside it is the server's and stays. */
export function countDown(element) {
  const end = performance.now() + Number(element.dataset.countDown) * 1000;
  const timer = setInterval(() => {
    const left = Math.max(0, Math.round((end - performance.now()) / 1000));
    element.textContent = fill(element.dataset.format, Math.floor(left / 60), left % 60);
    if (left === 0) {
      clearInterval(timer);
    }
  }, 1000);
}

/** Counts the seconds of a button that is not possible yet, then makes it an ordinary one. */
export function countWait(button) {
  const words = button.querySelector("small");
  const format = words.textContent.replace(/\d+/, "{0}");
  const end = performance.now() + Number(button.dataset.wait) * 1000;
  button.addEventListener("click", event => {
    if (button.getAttribute("aria-disabled") === "true") {
      event.preventDefault();
    }
  });
  const timer = setInterval(() => {
    const left = Math.round((end - performance.now()) / 1000);
    if (left > 0) {
      words.textContent = fill(format, left);
      return;
    }

    clearInterval(timer);
    button.removeAttribute("aria-disabled");
    words.remove();
    button.querySelector("[data-after-wait]")?.removeAttribute("hidden");
  }, 1000);
}
