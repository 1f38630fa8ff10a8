// Comfort for who writes a note: it is saved by itself, and what is not saved yet stays in this browser until it is.
// Without this the button "Save" does the same.

const field = document.querySelector("textarea[data-note]");
const form = field?.form;
const line = document.querySelector("#saved");
const key = `note:${field?.dataset.note}`;
const apart = 3000;
let waiting, busy = false, inConflict = false;

const normal = (text) => text.replace(/\r\n/g, "\n").trim();

if (field) start();

function start() {
  const kept = recall();
  if (kept !== null && normal(kept) !== normal(field.value)) offer(kept);
  else forget();
  field.addEventListener("input", () => {
    remember(field.value);
    clearTimeout(waiting);
    waiting = setTimeout(save, apart);
  });
  for (const button of document.querySelectorAll("button[data-insert]")) {
    button.hidden = false;
    button.addEventListener("click", () => insert(button.dataset.insert));
  }
}

function offer(kept) {
  const notice = document.querySelector("#kept");
  notice.hidden = false;
  document.querySelector("#kept-back").addEventListener("click", () => {
    field.value = kept;
    notice.hidden = true;
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  document.querySelector("#kept-away").addEventListener("click", () => {
    forget();
    notice.hidden = true;
    field.focus();
  });
}

async function save() {
  if (busy || inConflict) return;
  busy = true;
  const sent = field.value;
  const answer = await fetch(field.dataset.meanwhile, { method: "POST", body: new FormData(form), redirect: "manual" }).catch(() => null);
  const told = answer?.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
  busy = false;
  line.textContent = told?.said ?? field.dataset.failed;
  if (answer?.status === 409) inConflict = true;
  if (!answer?.ok || !told?.seen) return;
  form.elements.seen.value = told.seen;
  if (field.value === sent) forget();
  else waiting = setTimeout(save, apart);
}

function insert(words) {
  const at = field.selectionEnd;
  const before = field.value.slice(0, at).replace(/\n*$/, "");
  const after = field.value.slice(at).replace(/^\n*/, "");
  const start = before ? `${before}\n\n${words}` : words;
  field.value = after ? `${start}\n\n${after}` : start;
  field.focus();
  field.setSelectionRange(start.length, start.length);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function recall() {
  try { return localStorage.getItem(key); } catch { return null; }
}

function remember(text) {
  try { localStorage.setItem(key, text); } catch { /* The browser keeps nothing: then only the server does. */ }
}

function forget() {
  try { localStorage.removeItem(key); } catch { /* There is nothing to forget. */ }
}
