import axios from "axios";
import express from "express";

const app = express();
const SOURCES: Record<string, string> = { docs: "https://docs.invalid", wiki: "https://wiki.invalid" };

export async function POST(request: Request) {
  const { fileUrl, id } = await request.json();
  // ruleid: js-request-url
  const file = await fetch(fileUrl);
  // ok: js-request-url
  const run = await fetch(`${process.env.LANGFLOW_URL}/api/v1/run/${id}`);
  // ok: js-request-url
  const page = await fetch(SOURCES[id]);
  return Response.json([await file.text(), await run.text(), await page.text()]);
}

app.get("/preview", async (req, res) => {
  // ruleid: js-request-url
  const page = await axios.get(req.query.url);
  // ok: js-request-url
  const fixed = await axios.get("https://api.invalid/pages/" + req.query.page);
  res.send([page.data, fixed.data]);
});

export async function GET(request: Request) {
  const address = new URL(request.url).searchParams.get("address");
  // ruleid: js-request-url
  return fetch(address);
}

export async function nightly() {
  // ok: js-request-url
  return fetch(SOURCES.docs, { method: "POST", body: JSON.stringify({}) });
}
