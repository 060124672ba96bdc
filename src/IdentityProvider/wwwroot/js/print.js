/** Shows the button that prints the page; without a script the browser's own menu does. */
export function printPage(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
