export async function login(base: string, key: string) {
  // ruleid: js-langflow-auto-login-client
  await fetch(`${base}/api/v1/auto_login`);
  // ruleid: js-langflow-auto-login-client
  await fetch(base + "/api/v1/auto_login");
  // ok: js-langflow-auto-login-client
  await fetch(`${base}/api/v1/login`, { method: "POST" });
  // ok: js-langflow-auto-login-client
  await fetch(base + "/api/v1/run/a", { headers: { "x-api-key": key } });
}
