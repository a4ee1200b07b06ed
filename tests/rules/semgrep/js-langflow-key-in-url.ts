export async function ask(base: string, key: string, url: URL) {
  // ruleid: js-langflow-key-in-url
  await fetch(`${base}/api/v1/run/support?x-api-key=${key}`);
  // ruleid: js-langflow-key-in-url
  await fetch(base + "/api/v1/run/support?x-api-key=" + key);
  // ruleid: js-langflow-key-in-url
  url.searchParams.set("x-api-key", key);
  // ok: js-langflow-key-in-url
  await fetch(`${base}/api/v1/run/support?stream=${key}`);
  // ok: js-langflow-key-in-url
  await fetch(base + "/api/v1/run/support", { headers: { "x-api-key": key } });
  // ok: js-langflow-key-in-url
  url.searchParams.set("stream", key);
}
