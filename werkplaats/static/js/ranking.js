// Turns the selects of a ranking into a list with up and down; dragging is an extra. The selects stay in the form, hidden,
// and carry the answer; without this script they are the way to rank. Every word comes from data attributes, so that it is
// translated.

for (const ranking of document.querySelectorAll("[data-ranking]")) enhance(ranking);

function enhance(ranking) {
  const text = ranking.dataset;
  const selects = [...ranking.querySelectorAll("select")];
  const names = new Map(
    selects.flatMap((select) => [...select.options]).filter((option) => option.value).map((option) => [option.value, option.text]),
  );
  const ranked = [...new Set(selects.map((select) => select.value).filter(Boolean))];

  const list = make("ol", { className: "ranking-list", ariaLabel: text.ranked });
  const rest = make("ul", { className: "ranking-list", ariaLabel: text.rest });
  const rankedTitle = make("p", { className: "ranking-title", textContent: text.ranked, tabIndex: -1 });
  const restTitle = make("p", { className: "ranking-title", textContent: text.rest });
  const empty = make("p", { className: "hint", textContent: text.empty });
  const drag = make("p", { className: "hint ranking-drag", textContent: text.drag });
  const live = make("p", { className: "visually-hidden" });
  live.setAttribute("role", "status");

  const plain = ranking.querySelector(".ranking-selects");
  plain.hidden = true;
  plain.before(...plain.querySelectorAll(".error"));
  plain.after(rankedTitle, empty, list, restTitle, rest, drag, live);
  for (const link of document.querySelectorAll(".error-summary a")) {
    if (selects.some((select) => link.hash === `#${select.id}`)) link.addEventListener("click", () => rankedTitle.focus());
  }
  draw();

  function draw() {
    selects.forEach((select, place) => { select.value = ranked[place] ?? ""; });
    list.replaceChildren(...ranked.map((value, place) => row(value, [
      button(value, "up", place === 0, () => move(place, place - 1)),
      button(value, "down", place === ranked.length - 1, () => move(place, place + 1)),
      button(value, "remove", false, () => remove(place)),
    ])));
    const others = [...names.keys()].filter((value) => !ranked.includes(value));
    const full = ranked.length === selects.length;
    rest.replaceChildren(...others.map((value) => row(value, [button(value, "add", full, () => add(value))])));
    empty.hidden = ranked.length > 0;
    restTitle.hidden = others.length === 0;
  }

  function add(value) {
    insert(value, ranked.length);
  }

  function move(from, to) {
    const [value] = ranked.splice(from, 1);
    ranked.splice(to, 0, value);
    changed(value, to < from ? "up" : "down", text.placed);
  }

  function remove(place) {
    const [value] = ranked.splice(place, 1);
    changed(value, "add", text.removed);
  }

  function changed(value, focusOn, sentence) {
    draw();
    live.textContent = sentence.replace("{name}", names.get(value)).replace("{place}", ranked.indexOf(value) + 1).replace("{total}", ranked.length);
    ranking.querySelector(`button[data-does="${focusOn}"][data-value="${CSS.escape(value)}"]`).focus();
  }

  function row(value, buttons) {
    const item = make("li", {});
    item.append(handle(item, value), make("span", { className: "ranking-name", textContent: names.get(value) }), ...buttons);
    return item;
  }

  // Only the handle takes a finger, so that the page still scrolls; it is nothing to a keyboard, which has the buttons.
  function handle(item, value) {
    const grip = make("span", { className: "ranking-handle" });
    grip.setAttribute("aria-hidden", "true");
    grip.addEventListener("pointerdown", (start) => {
      if (start.button !== 0) return;
      start.preventDefault();
      grip.setPointerCapture(start.pointerId);
      item.classList.add("ranking-dragged");
      const top = scrollY;
      grip.addEventListener("pointermove", (event) => {
        item.style.translate = `0 ${event.clientY - start.clientY + scrollY - top}px`;
        point(placeAt(event.clientY, item), item);
      });
      grip.addEventListener("pointerup", (event) => drop(value, placeAt(event.clientY, item)));
      grip.addEventListener("pointercancel", draw);
    });
    return grip;
  }

  // The place on the list at this height, or -1 below it, among what is not on the list.
  function placeAt(y, item) {
    if (!restTitle.hidden && y > restTitle.getBoundingClientRect().top) return -1;
    return others(item).filter((row) => middle(row) < y).length;
  }

  function others(item) {
    return [...list.children].filter((row) => row !== item);
  }

  function point(place, item) {
    const rows = others(item);
    rows.forEach((row, at) => {
      row.classList.toggle("ranking-before", at === place);
      row.classList.toggle("ranking-after", at === place - 1 && place === rows.length);
    });
  }

  function drop(value, place) {
    const from = ranked.indexOf(value);
    if (place === from) draw();
    else if (place < 0) remove(from);
    else if (from >= 0) move(from, place);
    else insert(value, place);
  }

  function insert(value, place) {
    ranked.splice(place, 0, value);
    changed(value, "up", text.placed);
  }

  // A button at the end of the list keeps its focus, so it is never disabled; it only says that it does nothing.
  function button(value, does, idle, act) {
    const element = make("button", { type: "button", className: "button button-secondary", textContent: text[does] });
    element.append(make("span", { className: "visually-hidden", textContent: ` ${names.get(value)}` }));
    element.dataset.does = does;
    element.dataset.value = value;
    if (idle) element.setAttribute("aria-disabled", "true");
    else element.addEventListener("click", act);
    return element;
  }
}

function middle(row) {
  const { top, height } = row.getBoundingClientRect();
  return top + height / 2;
}

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
