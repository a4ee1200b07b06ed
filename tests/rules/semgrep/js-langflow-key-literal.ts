import { LangflowClient } from "@datastax/langflow-client";

const url = "https://langflow.example/api/v1/run/support";
const body = JSON.stringify({ input_value: "hello" });

// ruleid: js-langflow-key-literal
fetch(url, { method: "POST", headers: { "x-api-key": "made-up.made-up.made-up.1" }, body });
// ruleid: js-langflow-key-literal
const client = new LangflowClient({ baseUrl: url, apiKey: "made-up.made-up.made-up.1" });
// ok: js-langflow-key-literal
fetch(url, { method: "POST", headers: { "x-api-key": process.env.LANGFLOW_API_KEY }, body });
// ok: js-langflow-key-literal
const own = new LangflowClient({ baseUrl: url, apiKey: process.env.LANGFLOW_API_KEY });
// ok: js-langflow-key-literal
fetch(url, { method: "POST", headers: { "x-api-key": "YOUR_LANGFLOW_API_KEY" }, body });
