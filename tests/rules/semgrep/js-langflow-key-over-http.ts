import { LangflowClient } from "@datastax/langflow-client";

export async function ask(key: string) {
  // ruleid: js-langflow-key-over-http
  await fetch("http://langflow.example/api/v1/run/a", { headers: { "x-api-key": key } });
  // ruleid: js-langflow-key-over-http
  const remote = new LangflowClient({ baseUrl: "http://langflow.example", apiKey: key });
  // ok: js-langflow-key-over-http
  await fetch("https://langflow.example/api/v1/run/a", { headers: { "x-api-key": key } });
  // ok: js-langflow-key-over-http
  await fetch("http://localhost:7860/api/v1/run/a", { headers: { "x-api-key": key } });
  // ok: js-langflow-key-over-http
  await fetch("http://langflow:7860/api/v1/run/a", { headers: { "x-api-key": key } });
  // ok: js-langflow-key-over-http
  const local = new LangflowClient({ baseUrl: "http://127.0.0.1:7860", apiKey: key });
  return [remote, local];
}
