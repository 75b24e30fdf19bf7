"use strict";
(() => {
  const form = document.getElementById("filter");
  const rows = [...document.querySelectorAll("#conflicts > li")];
  const counter = document.getElementById("shown");
  const apply = () => {
    const data = new FormData(form);
    const kind = data.get("kind");
    const both = data.has("both");
    const words = String(data.get("text")).toLowerCase().split(/\s+/).filter(Boolean);
    let number = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      const visible =
        (!kind || row.dataset.kind === kind) &&
        (!both || row.dataset.silent === "false") &&
        words.every((word) => text.includes(word));
      row.hidden = !visible;
      number += visible ? 1 : 0;
    }
    counter.textContent = number === rows.length ? `${number}` : `${number} of ${rows.length}`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  apply();
  for (const button of document.querySelectorAll("button[data-kind]")) {
    button.addEventListener("click", () => {
      form.elements.kind.value = form.elements.kind.value === button.dataset.kind ? "" : button.dataset.kind;
      apply();
      document.getElementById("all-conflicts").scrollIntoView();
    });
  }
})();
