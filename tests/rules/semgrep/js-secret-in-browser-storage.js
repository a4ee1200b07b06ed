const entries = [];

function save(field, apiKey, theme) {
  // ruleid: js-secret-in-browser-storage
  localStorage.setItem("flowApiKey", field.value);
  // ruleid: js-secret-in-browser-storage
  sessionStorage.setItem("connection", apiKey.trim());
  // ok: js-secret-in-browser-storage
  localStorage.setItem("theme", theme);
  // ok: js-secret-in-browser-storage
  localStorage.setItem("hasApiKey", "true");
  // ok: js-secret-in-browser-storage
  localStorage.setItem("flowApiKey", "");
  // ok: js-secret-in-browser-storage
  localStorage.setItem("chatSession", field.id);
}

function collect(name, apiKey) {
  const entry = { name, apiKey, since: Date.now() };
  entries.push(entry);
  // ruleid: js-secret-in-browser-storage
  localStorage.setItem("entries", JSON.stringify(entries));
}
