/** Shows what is typed while the button is pressed in. It is hidden until it can work. */
export function showPassword(button) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  const words = button.querySelector("span");
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
    words.textContent = shown ? button.dataset.showPassword : button.dataset.hidePassword;
    input.focus();
  });
  // A browser would remember what is typed into a text field.
  input.form.addEventListener("submit", () => { input.type = "password"; });
}
