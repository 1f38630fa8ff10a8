// Shows how a mail looks while somebody writes it. The button "Preview" does the same; this presses it now and then, and
// takes over only the part of the answer that shows the mail.

const button = document.querySelector("button[name=do][value=preview]");
const form = button?.form;
let waiting, asked = 0;

form?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, 600);
});

async function refresh() {
  const mine = ++asked;
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form, button) }).catch(() => null);
  if (!answer?.ok || mine !== asked) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const made = page.querySelector("#preview");
  const shown = document.querySelector("#preview");
  if (!made || mine !== asked) return;
  if (shown.querySelector("details[open]")) made.querySelector("details")?.setAttribute("open", "");
  shown.replaceWith(made);
}
