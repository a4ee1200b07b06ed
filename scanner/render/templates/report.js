
"use strict";
const form = document.getElementById("filter");
const entries = [...document.querySelectorAll("article")];
const groups = [...document.querySelectorAll("section.file")];
const count = document.getElementById("shown");

function apply() {
  const words = form.elements.words.value.trim().toLowerCase();
  const chosen = new Set([...form.querySelectorAll(":checked")].map((box) => box.value));
  for (const entry of entries) {
    const { severity, kind, suppressed } = entry.dataset;
    const wanted = chosen.has(severity) && chosen.has(kind) && (!suppressed || chosen.has("suppressed"));
    entry.hidden = !wanted || !entry.closest("section").dataset.file.concat(entry.textContent).toLowerCase().includes(words);
  }
  for (const group of groups) group.hidden = !group.querySelector("article:not([hidden])");
  const shown = entries.filter((entry) => !entry.hidden).length;
  count.hidden = shown === entries.length;
  count.textContent = `${shown} of ${entries.length} are shown; the others do not match the filter.`;
}

function reveal() {
  const target = document.getElementById(location.hash.slice(1));
  if (target?.closest("[hidden]")) {
    form.reset();
    apply();
    target.scrollIntoView();
  }
}

if (form) {
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", reveal);
}
