/**
 * The page's own script: tables that sort, the table of devices that filters, also by a line of the timeline,
 * evidence that opens where a link leads. Without it, and on paper, the page shows everything, in the order of urgency.
 * It loads nothing.
 */

/** More devices than this at once make a browser slow. */
const MOST_ROWS = 500;

export const AUDIT_SCRIPT = `
"use strict";
const collator = new Intl.Collator("en", { numeric: true });
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  for (const [index, head] of [...table.tHead.rows[0].cells].entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const keyed = [...body.rows].map((row) => {
        const cell = row.cells[index];
        return [cell.dataset.key ?? cell.textContent.trim(), row];
      });
      // What has no value stands last either way.
      keyed.sort(([a], [b]) =>
        a === "" || b === "" ? (a === "" ? 1 : 0) - (b === "" ? 1 : 0)
          : collator.compare(a, b) * (down ? -1 : 1));
      body.append(...keyed.map(([, row]) => row));
      dispatchEvent(new Event("sorted"));
    });
  }
}
const controls = document.getElementById("controls");
if (controls) {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const evidence = all(".evidence");
  const deadlines = all("#deadlines tbody tr");
  const search = controls.querySelector("input");
  const chips = all(".chip[data-verdict]");
  const told = controls.querySelector("output");
  const picked = document.getElementById("moment");
  const further = document.getElementById("further");
  const devices = document.querySelector("#devices tbody").rows;
  const texts = new Map([...devices].map((row) => [row, row.textContent.toLowerCase()]));
  const number = (value) => value.toLocaleString("en");
  let most = ${MOST_ROWS};
  let moment;
  const show = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const off = new Set(chips.filter((chip) => chip.getAttribute("aria-pressed") === "false").map((chip) => chip.dataset.verdict));
    let found = 0;
    const names = new Set();
    for (const row of devices) {
      const text = texts.get(row);
      const isThen = moment === undefined || (row.dataset.moments ?? "").split(" ").includes(moment);
      const matches = isThen && !off.has(row.dataset.verdict) && words.every((word) => text.includes(word));
      if (matches) found++;
      row.hidden = !matches || found > most;
      if (!row.hidden) names.add(row.dataset.device);
    }
    for (const row of deadlines) row.hidden = !names.has(row.dataset.device);
    for (const one of evidence) one.hidden = !names.has(one.dataset.device);
    told.textContent = found === devices.length ? "" : number(found) + " of " + number(devices.length) + " devices";
    further.hidden = found <= most;
    further.textContent = "the first " + number(most) + " are shown; show all " + number(found);
  };
  const showAll = () => {
    most = Infinity;
    show();
  };
  further.addEventListener("click", showAll);
  addEventListener("beforeprint", showAll);
  addEventListener("sorted", show);
  search.addEventListener("input", show);
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") === "false"));
      show();
    });
  }
  const pick = (wanted, name) => {
    moment = wanted;
    picked.hidden = wanted === undefined;
    picked.textContent = name + " \u00d7";
    show();
  };
  picked.addEventListener("click", () => pick(undefined, ""));
  for (const cell of document.querySelectorAll(".timeline td[data-moment]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "pick";
    button.title = "show these devices";
    button.append(...cell.childNodes);
    cell.append(button);
    const line = cell.closest("tr");
    button.addEventListener("click", () => {
      pick(cell.dataset.moment, line.querySelector(".period").firstChild.textContent + ": " + line.cells[3].firstChild.textContent.trim());
      document.getElementById("all-devices").scrollIntoView();
    });
  }
  controls.hidden = false;
  show();
}
const openTarget = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = target && target.closest("details");
  if (details) { details.hidden = false; details.open = true; target.scrollIntoView(); }
};
addEventListener("hashchange", openTarget);
openTarget();
`;
