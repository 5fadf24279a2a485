
"use strict";
// Shows one package at a time, and sorts and filters the table. Without this script all is there, below one another.
(() => {
  const root = document.documentElement;
  root.classList.add("js");

  const collator = new Intl.Collator("en", { numeric: true });

  function value(row, column) {
    const cell = row.cells[column];
    return cell.dataset.value ?? cell.textContent.trim();
  }

  function sort(table, header) {
    const descending = header.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) {
      other.removeAttribute("aria-sort");
    }
    header.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const column = header.cellIndex;
    const rows = [...table.tBodies[0].rows];
    rows.sort((a, b) => collator.compare(value(a, column), value(b, column)) * (descending ? -1 : 1));
    table.tBodies[0].append(...rows);
  }

  function sortable(table) {
    for (const header of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      button.addEventListener("click", () => sort(table, header));
      header.append(button);
    }
  }

  function filterable(section) {
    const rows = [...section.querySelector("tbody").rows].map((row) => [row, row.textContent.toLowerCase()]);
    const input = section.querySelector("input");
    const chips = [...section.querySelectorAll(".chips button")];
    const filter = () => {
      const words = input.value.toLowerCase().split(/\s+/);
      const verdict = chips.find((chip) => chip.getAttribute("aria-pressed") === "true").dataset.verdict;
      let shown = 0;
      for (const [row, text] of rows) {
        const fits = (verdict === "" || row.dataset.verdict === verdict) && words.every((word) => text.includes(word));
        row.hidden = !fits;
        shown += fits ? 1 : 0;
      }
      section.querySelector(".nothing").hidden = shown > 0;
      section.querySelector(".status").textContent = `${shown} of ${rows.length} shown`;
    };
    input.addEventListener("input", filter);
    for (const chip of chips) {
      chip.addEventListener("click", () => {
        chips.forEach((each) => each.setAttribute("aria-pressed", String(each === chip)));
        filter();
      });
    }
    section.querySelector(".controls").hidden = false;
  }

  // Where the overview was left, to come back to the same place.
  let height = 0;
  const title = document.title;

  function route() {
    const target = document.getElementById(location.hash.slice(1));
    const page = target?.matches(".package") ? target : null;
    const before = document.querySelector(".package.shown");
    if (page !== null && before === null) {
      height = scrollY;
    }
    before?.classList.remove("shown");
    page?.classList.add("shown");
    root.classList.toggle("single", page !== null);
    document.title = page === null ? title : page.querySelector("h2").textContent;
    if (page !== null) {
      scrollTo(0, 0);
      page.querySelector("h2").focus({ preventScroll: true });
    } else if (before !== null) {
      scrollTo(0, height);
      document.querySelector(`.name a[href="#${before.id}"]`)?.focus({ preventScroll: true });
    }
  }

  addEventListener("DOMContentLoaded", () => {
    const section = document.querySelector(".packages");
    if (section !== null) {
      sortable(section.querySelector("table"));
      filterable(section);
    }
    history.scrollRestoration = "manual";
    addEventListener("hashchange", route);
    route();
  });
})();
