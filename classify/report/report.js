"use strict";
const table = document.getElementById("rows");
const search = document.getElementById("search");
const shown = document.getElementById("shown");
if (table) {
  const body = table.tBodies[0];
  const all = Array.from(body.rows);
  const filter = () => {
    const wanted = search.value.trim().toLowerCase();
    let count = 0;
    for (const row of all) {
      row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
      if (!row.hidden) count += 1;
    }
    shown.textContent = count.toLocaleString("en");
  };
  search.addEventListener("input", filter);
  Array.from(table.tHead.rows[0].cells).forEach((head, place) => {
    // no <button>: a heading that is repeated on every printed page would be empty there
    const button = document.createElement("span");
    button.setAttribute("role", "button");
    button.tabIndex = 0;
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        button.click();
      }
    });
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = (row) => row.cells[place].dataset.key ?? row.cells[place].textContent.trim();
      const number = head.classList.contains("n");
      const order = (one, other) => {
        const [first, second] = [key(one), key(other)];
        if (first === "" || second === "") return (first === "") - (second === "");
        const sign = down ? -1 : 1;
        return sign * (number ? Number(first) - Number(second) : first.localeCompare(second, document.documentElement.lang));
      };
      body.append(...all.sort(order));
    });
  });
}
