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

@Controller("chat")
export class ChatController {
  @Post("ask")
  @HttpCode(200)
  async ask(@Body() question: Question) {
    // ruleid: js-endpoint-without-login
    return this.answered(question);
  }

  private async answered(question: Question) {
    // ok: js-endpoint-without-login
    return fetch(URL, { method: "POST", headers: { "x-api-key": KEY }, body: question.text });
  }

  @Get()
  list(): Promise<Response> {
    // ruleid: js-endpoint-without-login
    return fetch(URL, { headers: { "x-api-key": KEY } });
  }
}

export class Proxy {
  constructor(private app: express.Express) {
    this.app.post("/proxy", this.forward.bind(this));
  }

  async forward(req: express.Request, res: express.Response) {
    // ruleid: js-endpoint-without-login
    const answer = await fetch(URL, { method: "POST", headers: { "x-api-key": KEY } });
    res.json(await answer.json());
  }

  async warmUp() {
    // ok: js-endpoint-without-login
    return fetch(URL, { headers: { "x-api-key": KEY } });
  }
}

export async function PUT(request: Request) {
  const { text } = await request.json();
  // ruleid: js-endpoint-without-login
  const answer = await openai.chat.completions.create({ model: "m", messages: [{ role: "user", content: text }] });
  // ok: js-endpoint-without-login
  const plain = await fetch("https://example.com/status");
  return Response.json({ answer, ok: plain.ok });
}
