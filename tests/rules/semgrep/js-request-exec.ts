import { exec, execFile } from "node:child_process";
import express from "express";

const app = express();

app.post("/convert", (req, res) => {
  // ruleid: js-request-exec
  exec(`ffmpeg -i ${req.body.file} out.mp3`);
  // ok: js-request-exec
  execFile("ffmpeg", ["-i", "in.wav", "out.mp3"]);
  res.end();
});

app.get("/sum", (req, res) => {
  // ruleid: js-request-exec
  res.json(eval(req.query.expression));
});

app.get("/fixed", (req, res) => {
  // ok: js-request-exec
  res.json(eval("1 + 1"));
  // ok: js-request-exec
  exec("git pull");
});
