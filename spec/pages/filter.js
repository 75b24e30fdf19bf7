"use strict";
// Filters the rows of the list that the form names: by words, by what each select says of them, by the boxes that are
// checked. A button that has a value for the select puts it there, or takes it away.
(() => {
  const form = document.getElementById("filter");
  const list = document.getElementById(form.dataset.list);
  const rows = [...list.children];
  const counter = document.getElementById("shown");
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const apply = () => {
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = [...form.querySelectorAll("select")].filter((select) => select.value);
    let number = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !(
        chosen.every((select) => row.dataset[select.name] === select.value) &&
        boxes.every((box) => box.checked || row.dataset[box.name] !== box.value) &&
        words.every((word) => text.includes(word))
      );
      number += row.hidden ? 0 : 1;
    }
    counter.textContent = number === rows.length ? `${number}` : `${number} of ${rows.length}`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  apply();
  const select = form.querySelector("select");
  for (const button of document.querySelectorAll("button[data-value]")) {
    button.addEventListener("click", () => {
      select.value = select.value === button.dataset.value ? "" : button.dataset.value;
      apply();
      form.parentElement.scrollIntoView();
    });
  }
})();
