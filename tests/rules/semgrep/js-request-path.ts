import { createWriteStream, promises as fs, readFileSync } from "fs";
import path from "path";
import express from "express";

const app = express();
const PAGES: Record<string, string> = { start: "pages/start.md", help: "pages/help.md" };

app.get("/files/:name", (req, res) => {
  const wanted = path.join(UPLOADS, req.params.name);
  // ruleid: js-request-path
  res.sendFile(wanted);
  // ok: js-request-path
  res.sendFile(req.params.name, { root: UPLOADS });
  // ok: js-request-path
  res.sendFile(path.join(UPLOADS, path.basename(req.params.name)));
  // ok: js-request-path
  res.send(readFileSync(PAGES[req.params.name]));
});

app.post("/notes", async (req, res) => {
  const { title, text } = req.body;
  // ruleid: js-request-path
  await fs.writeFile(`./notes/${title}.md`, text);
  // ok: js-request-path
  await fs.writeFile("./notes/last.md", text);
  // ok: js-request-path
  await fs.writeFile(`./notes/${title.replace(/[^a-z0-9]/gi, "_")}.md`, text);
  // ok: js-request-path
  await fs.writeFile(`./notes/${Number(req.body.id)}.md`, text);
});

app.get("/inside", (req, res) => {
  const whole = path.resolve(UPLOADS, req.query.file);
  if (!whole.startsWith(UPLOADS + path.sep)) return res.sendStatus(400);
  // ok: js-request-path
  res.send(readFileSync(whole));
});

export async function POST(request: Request) {
  const form = await request.formData();
  const file = form.get("file") as File;
  const bytes = Buffer.from(await file.arrayBuffer());
  // ruleid: js-request-path
  await fs.writeFile(path.join(UPLOADS, file.name), bytes);
  // ok: js-request-path
  await fs.writeFile(path.join(UPLOADS, `${crypto.randomUUID()}.bin`), bytes);
  return Response.json({ name: file.name });
}

export async function GET(request: Request, { params }: { params: { slug: string } }) {
  // ruleid: js-request-path
  const text = await fs.readFile(path.join("content", `${params.slug}.md`), "utf8");
  return new Response(text);
}

export async function PUT(request: Request) {
  const formData = await request.formData();
  const files = formData.getAll("files") as File[];
  for (const file of files) {
    // ruleid: js-request-path
    createWriteStream(`./uploads/${file.name}`).end(Buffer.from(await file.arrayBuffer()));
  }
  return new Response(null, { status: 204 });
}

fastify.post("/upload", async (request, reply) => {
  const data = await request.file();
  // ok: js-request-path
  await pipeline(data.file, createWriteStream(`./uploads/${data.filename}`));
});
