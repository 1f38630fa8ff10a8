// Lets breakouts be dragged to another place in the list. The buttons "up" and "down" stay what they are; a drag fills in
// one of their forms with the place where the breakout was dropped, and sends it.

const list = document.querySelector("[data-schedule]");
if (list && list.children.length > 1) for (const row of list.children) enhance(row);

function enhance(row) {
  const form = row.querySelector("input[name=to]")?.form;
  if (!form) return;
  const handle = Object.assign(document.createElement("span"), { className: "schedule-handle", draggable: true, title: list.dataset.handle });
  handle.setAttribute("aria-hidden", "true");
  row.querySelector(".schedule-head").prepend(handle);

  const from = [...list.children].indexOf(row);
  handle.addEventListener("dragstart", (event) => {
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    event.dataTransfer.setDragImage(row, 20, 20);
    row.classList.add("schedule-dragged");
  });
  handle.addEventListener("dragend", () => {
    row.classList.remove("schedule-dragged");
    const to = [...list.children].indexOf(row);
    if (to === from) return;
    form.elements.to.value = to;
    form.requestSubmit();
  });
}

list?.addEventListener("dragover", (event) => {
  const dragged = list.querySelector(".schedule-dragged");
  const over = event.target.closest(".schedule-row");
  if (!dragged || !over || over === dragged) return;
  event.preventDefault();
  const { top, height } = over.getBoundingClientRect();
  list.insertBefore(dragged, event.clientY < top + height / 2 ? over : over.nextSibling);
});
list?.addEventListener("drop", (event) => event.preventDefault());
