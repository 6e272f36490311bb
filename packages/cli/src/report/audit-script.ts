/**
 * The page's own script: tables that sort, the table of devices that filters, evidence that opens where a
 * link leads. Without it the page shows everything, in the order of urgency. It loads nothing.
 */
export const AUDIT_SCRIPT = `
"use strict";
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
          : a.localeCompare(b, "en", { numeric: true }) * (down ? -1 : 1));
      body.append(...keyed.map(([, row]) => row));
    });
  }
}
const controls = document.getElementById("controls");
if (controls) {
  const rows = [...document.querySelectorAll("#devices tbody tr, #deadlines tbody tr")];
  const evidence = [...document.querySelectorAll(".evidence")];
  const devices = document.querySelectorAll("#devices tbody tr").length;
  const search = controls.querySelector("input");
  const chips = [...controls.querySelectorAll(".chip")];
  const told = controls.querySelector("output");
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const show = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const off = new Set(chips.filter((chip) => chip.getAttribute("aria-pressed") === "false").map((chip) => chip.dataset.verdict));
    let shown = 0;
    const names = new Set();
    for (const row of document.querySelectorAll("#devices tbody tr")) {
      const text = texts.get(row);
      row.hidden = off.has(row.dataset.verdict) || !words.every((word) => text.includes(word));
      if (!row.hidden) { shown++; names.add(row.dataset.device); }
    }
    for (const row of document.querySelectorAll("#deadlines tbody tr")) row.hidden = !names.has(row.dataset.device);
    for (const one of evidence) one.hidden = !names.has(one.dataset.device);
    told.textContent = shown === devices ? "" : shown + " of " + devices + " devices";
  };
  search.addEventListener("input", show);
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") === "false"));
      show();
    });
  }
  controls.hidden = false;
}
const openTarget = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = target && target.closest("details");
  if (details) { details.open = true; target.scrollIntoView(); }
};
addEventListener("hashchange", openTarget);
openTarget();
`;
