import { writeFile } from "node:fs/promises";
import fs from "node:fs";
import { prisma } from "./database";

export async function POST(request: Request) {
  const { id } = await request.json();
  // ruleid: js-endpoint-data-without-login
  await prisma.document.delete({ where: { id } });
  return keep(id);
}

export async function GET() {
  // ruleid: js-endpoint-data-without-login
  const everything = await prisma.document.findMany();
  // ok: js-endpoint-data-without-login
  const page = await fetch("https://example.com/api/documents");
  return Response.json({ everything, page });
}

export function nightly() {
  // ok: js-endpoint-data-without-login
  fs.unlinkSync("/data/old.json");
}
