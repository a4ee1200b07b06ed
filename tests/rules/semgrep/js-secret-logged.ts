import { logger } from "./logging";

export async function ask(settings: Settings, request: Request, apiKey: string, debugLog: Log) {
  // ruleid: js-secret-logged
  console.log("using key " + process.env.LANGFLOW_API_KEY);
  // ok: js-secret-logged
  console.log("key", process.env.LANGFLOW_API_KEY ? "set" : "not set");
  // ok: js-secret-logged
  console.log("server", process.env.LANGFLOW_URL);
  // ruleid: js-secret-logged
  logger.info("token: " + settings.token);
  // ok: js-secret-logged
  logger.info("token: " + event.token);
  // ok: js-secret-logged
  logger.info(`${usage.tokens} tokens, key of ${apiKey.length} characters`);
  const headers = { Accept: "application/json", ...(apiKey && { "x-api-key": apiKey }) };
  // ruleid: js-secret-logged
  debugLog("request", { url: settings.url, headers });
  // ok: js-secret-logged
  debugLog("request", { url: settings.url });
  // ruleid: js-secret-logged
  console.log(request.headers);
  // ok: js-secret-logged
  console.log(request.headers["user-agent"]);
  const answer = await fetch(settings.url, { headers });
  // ok: js-secret-logged
  console.log("answered", answer.status, await answer.json());
}

export function shortened(settings: Settings, keycloak: Keycloak, event: Token, privateKey: string) {
  // ruleid: js-secret-logged
  console.log("key " + settings.apiKey.substring(0, 20) + "...");
  // ok: js-secret-logged
  console.log("key " + settings.apiKey.substring(0, 4) + "...");
  // ruleid: js-secret-logged
  console.log(`signing with ${privateKey.slice(0, 64)}`);
  // ok: js-secret-logged
  console.log(`signing with ...${privateKey.slice(-4)}`);
  // ruleid: js-secret-logged
  console.log("logged in", keycloak.token);
  // ok: js-secret-logged
  console.log("logged in", event.jwt, typeof keycloak.token);
  // ok: js-secret-logged
  console.log("page", settings.text.slice(0, 200));
}
