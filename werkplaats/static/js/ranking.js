// Turns the selects of a ranking into a list with up and down. The selects stay in the form, hidden, and carry the
// answer; without this script they are the way to rank. Every word comes from data attributes, so that it is translated.

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
  const live = make("p", { className: "visually-hidden" });
  live.setAttribute("role", "status");

  const plain = ranking.querySelector(".ranking-selects");
  plain.hidden = true;
  plain.before(...plain.querySelectorAll(".error"));
  plain.after(rankedTitle, empty, list, restTitle, rest, live);
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
    ranked.push(value);
    changed(value, "up", text.placed);
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
    item.append(make("span", { className: "ranking-name", textContent: names.get(value) }), ...buttons);
    return item;
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

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
