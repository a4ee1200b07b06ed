import express from "express";

const app = express();
const url = "http://langflow:7860/api/v1/run/support";

app.post("/ask", async (req, res) => {
  // ruleid: js-langflow-tweaks-from-request
  const body = { input_value: req.body.text, tweaks: req.body.tweaks };
  res.json(await fetch(url, { method: "POST", body: JSON.stringify(body) }));
});

app.post("/ask-any", async (req, res) => {
  const { text, tweaks } = req.body;
  // ruleid: js-langflow-tweaks-from-request
  const body = { input_value: text, tweaks: tweaks };
  res.json(await fetch(url, { method: "POST", body: JSON.stringify(body) }));
});

app.post("/ask-fixed", async (req, res) => {
  // ok: js-langflow-tweaks-from-request
  const body = { input_value: req.body.text, tweaks: { "Prompt-1": { tone: "formal" } } };
  res.json(await fetch(url, { method: "POST", body: JSON.stringify(body) }));
});

app.post("/ask-tone", async (req, res) => {
  // ok: js-langflow-tweaks-from-request
  const body = { input_value: req.body.text, tweaks: { "Prompt-1": { tone: req.body.tone } } };
  res.json(await fetch(url, { method: "POST", body: JSON.stringify(body) }));
});

export async function POST(request: Request) {
  const body = await request.json();
  // ruleid: js-langflow-tweaks-from-request
  return fetch(url, { method: "POST", body: JSON.stringify(body) });
}

export async function PUT(request: Request) {
  const body = await request.json();
  // ok: js-langflow-tweaks-from-request
  return fetch(url, { method: "POST", body: JSON.stringify({ input_value: body.text }) });
}

export async function PATCH(request: Request) {
  const body = await request.json();
  // ok: js-langflow-tweaks-from-request
  return fetch(url, { method: "POST", body: JSON.stringify({ ...body, tweaks: {} }) });
}
