import { LangflowClient } from "@datastax/langflow-client";

const url = "https://langflow.example/api/v1/run/support";

export async function ask(text: string) {
  const headers = {
    "Content-Type": "application/json",
    // ruleid: js-langflow-key-in-browser
    "x-api-key": import.meta.env.VITE_LANGFLOW_API_KEY,
  };
  return fetch(url, { method: "POST", headers, body: JSON.stringify({ input_value: text }) });
}

// ruleid: js-langflow-key-in-browser
const client = new LangflowClient({ baseUrl: url, apiKey: process.env.NEXT_PUBLIC_LANGFLOW_KEY });

export async function askOnServer(text: string) {
  const headers = {
    "Content-Type": "application/json",
    // ok: js-langflow-key-in-browser
    "x-api-key": process.env.LANGFLOW_API_KEY,
  };
  return fetch(url, { method: "POST", headers, body: JSON.stringify({ input_value: text }) });
}

// ok: js-langflow-key-in-browser
const own = new LangflowClient({ baseUrl: url, apiKey: process.env.LANGFLOW_API_KEY });

const token = import.meta.env.VITE_ASTRA_TOKEN ?? "";

export function bearer() {
  // ruleid: js-langflow-key-in-browser
  return { Authorization: `Bearer ${token}`, Accept: "application/json" };
}

export function bearerOnServer() {
  // ok: js-langflow-key-in-browser
  return { Authorization: `Bearer ${process.env.ASTRA_TOKEN}`, Accept: "application/json" };
}
