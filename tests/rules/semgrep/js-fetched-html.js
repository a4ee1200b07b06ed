const list = document.querySelector("#list");

async function search(q) {
  const answer = await fetch(`/search?q=${encodeURIComponent(q)}`);
  const data = await answer.json();
  // ruleid: js-fetched-html
  list.innerHTML = data.results.map((one) => `<li>${one.title}</li>`).join("");
  // ok: js-fetched-html
  list.textContent = data.results[0].title;
  // ok: js-fetched-html
  list.innerHTML = `<b>${data.results.length}</b>`;
  // ok: js-fetched-html
  list.innerHTML = DOMPurify.sanitize(data.results[0].title);
  // ok: js-fetched-html
  list.innerHTML = data.results.map((one) => `<li>${escapeHtml(one.title)}</li>`).join("");
}

function rows() {
  fetch("/rows")
    .then((response) => response.json())
    .then((data) => {
      data.forEach((row) => {
        const card = `<td>${row.name}</td>`;
        // ruleid: js-fetched-html
        list.innerHTML += card;
      });
    });
}

function asked() {
  $.ajax({
    url: "/rows",
    success: function (found) {
      // ruleid: js-fetched-html
      $("#rows").html(found.table);
      // ok: js-fetched-html
      $("#rows").text(found.table);
    },
  });
}

function fixed(names) {
  // ok: js-fetched-html
  list.innerHTML = names.map((name) => `<li>${name}</li>`).join("");
}
