import { exec, execFile, spawn } from "node:child_process";
import express from "express";
import Docker from "dockerode";

const app = express();

app.post("/restart", (req, res) => {
  // ruleid: js-endpoint-controls-host
  exec("kubectl rollout restart deployment/langflow");
  res.end();
});

function stopAll() {
  // ok: js-endpoint-controls-host
  return new Docker().listContainers();
}

export async function DELETE() {
  // ruleid: js-endpoint-controls-host
  await stopAll();
  return new Response(null, { status: 204 });
}

app.get("/duration", (req, res) => {
  // ok: js-endpoint-controls-host
  execFile("ffprobe", ["in.wav"], (error, out) => res.send(out));
});

app.post("/apply", ownersOnly, (req, res) => {
  // ok: js-endpoint-controls-host
  spawn("kubectl", ["apply", "-f", "langflow.yaml"]);
  res.end();
});

export function nightly() {
  // ok: js-endpoint-controls-host
  exec("kubectl rollout restart deployment/langflow");
}
