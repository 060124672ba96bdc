// Brings new messages without losing the place: the page is fetched again only when there is something new.
const main = document.querySelector('main');
let newest = main.dataset.newest ?? '';

async function refresh() {
  const page = new DOMParser().parseFromString(await (await fetch('/dev/inbox')).text(), 'text/html');
  main.replaceChildren(...page.querySelector('main').childNodes);
  showCopyButtons();
}

async function look() {
  const messages = await (await fetch('/dev/inbox.json')).json();
  const first = messages[0]?.id ?? '';
  if (first !== newest) {
    newest = first;
    await refresh();
  }
}

function showCopyButtons() {
  for (const button of main.querySelectorAll('[data-copy]')) {
    button.hidden = false;
    button.onclick = async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = 'Copied';
    };
  }
}

showCopyButtons();
setInterval(() => { if (!document.hidden) look().catch(() => { /* The provider is restarting: the next look finds it. */ }); }, 1500);
