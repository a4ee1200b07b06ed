import { execSync } from "node:child_process";
import OpenAI from "openai";

const openai = new OpenAI();

export async function act(question: string) {
  const completion = await openai.chat.completions.create({ model: "m", messages: [] });
  const answer = completion.choices[0].message.content;
  // ruleid: js-llm-output-exec
  eval(answer);
  const reply = await fetch("http://langflow:7860/api/v1/run/support", { method: "POST" });
  const command = (await reply.json()).text;
  // ruleid: js-llm-output-exec
  execSync(command);
  // ok: js-llm-output-exec
  execSync("git status");
  // ok: js-llm-output-exec
  eval("1 + 1");
  // ok: js-llm-output-exec
  return JSON.parse(answer);
}
