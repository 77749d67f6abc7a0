"use strict";
(() => {
  const section = document.getElementById("findings");
  const tables = section ? [...section.querySelectorAll(".list")] : [];
  // what a browser with scripts takes for mere text becomes markup when it is wanted; it was escaped as markup is
  const fill = (details) => {
    const kept = details.querySelector(":scope > noscript");
    if (kept) kept.outerHTML = kept.textContent;
  };
  const open = (details) => { fill(details); details.open = true; };
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(open));
  if (!tables.length) return;

  const bodies = tables.flatMap((table) => [...table.tBodies]);
  const most = tables[0].tBodies.length;
  const tools = section.querySelector(".tools");
  const [words, rule, all, none, reset] = ["words", "rule", "unfold", "fold", "reset"].map((id) => document.getElementById(id));
  const output = tools.querySelector("output");
  const picks = [...section.querySelectorAll(".pick")];
  const texts = new WeakMap();
  const textOf = (body) => {
    if (!texts.has(body)) texts.set(body, body.textContent.replace(/<[^>]*>/g, " ").toLowerCase());
    return texts.get(body);
  };

  const filter = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const kinds = new Set(picks.filter((pick) => pick.checked).map((pick) => pick.value));
    let count = 0;
    for (const body of bodies) {
      const fits = (!rule.value || body.dataset.code === rule.value) && wanted.every((word) => textOf(body).includes(word));
      body.hidden = !fits;
      if (fits && kinds.has(body.className)) count += 1;
    }
    for (const table of tables) table.parentNode.hidden = count > 0 && [...table.tBodies].every((body) => body.hidden || !kinds.has(body.className));
    output.textContent = output.dataset.words.replace("{n}", count.toLocaleString("en")).replace("{all}", bodies.length.toLocaleString("en"));
  };

  const clear = () => {
    words.value = rule.value = "";
    picks.forEach((pick) => { pick.checked = true; });
    filter();
  };

  const sorted = (column, numeric, descending) => {
    const key = (body) => {
      const text = body.rows[0].cells[column].textContent.trim();
      if (!numeric) return text;
      return text ? Number(text.replace(/,/g, "")) : -Infinity;
    };
    const keyed = bodies.map((body, place) => [key(body), place, body]);
    const compare = numeric ? (a, b) => a - b : new Intl.Collator(document.documentElement.lang).compare;
    keyed.sort((a, b) => (descending ? compare(b[0], a[0]) : compare(a[0], b[0])) || a[1] - b[1]);
    tables.forEach((table, place) => table.append(...keyed.slice(place * most, (place + 1) * most).map((entry) => entry[2])));
    filter();
  };

  // every part of the list has its own head; they act as one
  const heads = tables.map((table) => [...table.tHead.rows[0].cells]);
  const order = (column) => {
    const numeric = heads[0][column].classList.contains("n");
    const before = heads[0][column].getAttribute("aria-sort");
    const descending = before ? before === "ascending" : numeric && column > 0;
    heads.flat().forEach((head) => head.removeAttribute("aria-sort"));
    heads.forEach((row) => row[column].setAttribute("aria-sort", descending ? "descending" : "ascending"));
    sorted(column, numeric, descending);
  };
  heads.forEach((row) => row.forEach((head, column) => {
    // no <button>: with one in it Chromium does not repeat a table's head on every printed page
    const button = document.createElement("span");
    button.setAttribute("role", "button");
    button.tabIndex = 0;
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => order(column));
    button.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      order(column);
    });
  }));

  const arrive = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || target.tagName !== "TBODY") return;
    if (target.hidden || !picks.every((pick) => pick.checked)) clear();
    target.querySelectorAll("details").forEach(open);
    target.scrollIntoView();
  };

  let waiting;
  words.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 150); });
  [rule, ...picks].forEach((control) => control.addEventListener("change", filter));
  const shown = () => bodies.filter((body) => !body.hidden);
  all.addEventListener("click", () => shown().forEach((body) => body.querySelectorAll("details").forEach(open)));
  none.addEventListener("click", () => bodies.forEach((body) => body.querySelectorAll("details").forEach((d) => { d.open = false; })));
  reset.addEventListener("click", clear);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-code]");
    if (!link) return;
    picks.forEach((pick) => { pick.checked = pick.value !== "unverifiable"; });
    rule.value = link.dataset.code;
    words.value = link.dataset.unit || "";
    filter();
  });
  section.addEventListener("toggle", (event) => { if (event.target.open) fill(event.target); }, true);
  addEventListener("hashchange", arrive);
  tools.hidden = false;
  filter();
  arrive();
})();
