"use strict";
(() => {
  const form = document.getElementById("filter");
  const rows = [...document.querySelectorAll("#findings > li")];
  const counter = document.getElementById("shown");
  const apply = () => {
    const data = new FormData(form);
    const severities = data.getAll("severity");
    const code = data.get("code");
    const words = String(data.get("text")).toLowerCase().split(/\s+/).filter(Boolean);
    let number = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      const visible =
        severities.includes(row.dataset.severity) &&
        (!code || row.dataset.code === code) &&
        words.every((word) => text.includes(word));
      row.hidden = !visible;
      number += visible ? 1 : 0;
    }
    counter.textContent = number === rows.length ? `${number}` : `${number} of ${rows.length}`;
  };
  if (form) {
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    apply();
  }
  for (const button of document.querySelectorAll("button[data-code]")) {
    button.addEventListener("click", () => {
      form.elements.code.value = form.elements.code.value === button.dataset.code ? "" : button.dataset.code;
      apply();
      document.getElementById("all-findings").scrollIntoView();
    });
  }
})();
