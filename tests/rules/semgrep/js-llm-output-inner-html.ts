import DOMPurify from "dompurify";

export async function ask(bubble: HTMLElement, text: string) {
  const reply = await fetch("/api/v1/run/support", { method: "POST", body: text });
  const answer = (await reply.json()).text;
  // ruleid: js-llm-output-inner-html
  bubble.innerHTML = answer;
  // ruleid: js-llm-output-inner-html
  bubble.insertAdjacentHTML("beforeend", `<p>${answer}</p>`);
  // ok: js-llm-output-inner-html
  bubble.textContent = answer;
  try {
    await fetch("/api/v1/flows");
  } catch (error) {
    // ok: js-llm-output-inner-html
    bubble.innerHTML = `<p>It failed: ${error.message}</p>`;
  }
  // ok: js-llm-output-inner-html
  bubble.innerHTML = DOMPurify.sanitize(answer);
  // ok: js-llm-output-inner-html
  bubble.insertAdjacentHTML("beforeend", "<p>done</p>");
}

export function streamed(span: HTMLElement, data: { chunk: string }, parser: Parser) {
  const parsed = parser.parseChunk(data.chunk, "");
  // ruleid: js-llm-output-inner-html
  span.innerHTML += parsed;
}

export function added(list: HTMLElement, sender: string, message: Message, template: string) {
  const filled = template.replace("{{sender}}", sender).replace("{{message}}", message.text);
  // ruleid: js-llm-output-inner-html
  list.innerHTML = filled.trim();
  // ok: js-llm-output-inner-html
  list.innerHTML = template.replace("{{message}}", escapeHtml(message.text));
  // ok: js-llm-output-inner-html
  list.innerHTML = `<p id="${message.id}">${messages.length} messages</p>`;
  // ok: js-llm-output-inner-html
  list.innerHTML = message.role === "user" ? "<b>you</b>" : "<b>bot</b>";
}
