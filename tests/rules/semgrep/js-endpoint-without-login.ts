import express from "express";

const app = express();
const KEY = process.env.LANGFLOW_API_KEY ?? "";
const URL = `${process.env.LANGFLOW_URL}/api/v1/run/support`;

export async function POST(request: Request) {
  const { message } = await request.json();
  const answer = await fetch(URL, {
    method: "POST",
    // ruleid: js-endpoint-without-login
    headers: { "x-api-key": KEY, "Content-Type": "application/json" },
    body: JSON.stringify({ input_value: message }),
  });
  return Response.json(await answer.json());
}

async function listed() {
  try {
    // ok: js-endpoint-without-login
    const answer = await fetch(URL, { headers: { Authorization: `Bearer ${KEY}` } });
    return await answer.json();
  } catch {
    return [];
  }
}

export async function GET() {
  // ruleid: js-endpoint-without-login
  const [runs] = await Promise.all([listed()]);
  return Response.json(runs);
}

app.post("/ask", async (req, res) => {
  // ruleid: js-endpoint-without-login
  const answer = await fetch(URL, { method: "POST", headers: { "x-api-key": KEY } });
  res.json(await answer.json());
});

app.post("/ask-as-user", ownersOnly, async (req, res) => {
  // ok: js-endpoint-without-login
  const answer = await fetch(URL, { method: "POST", headers: { "x-api-key": KEY } });
  res.json(await answer.json());
});

export async function nightly() {
  // ok: js-endpoint-without-login
  return listed();
}
