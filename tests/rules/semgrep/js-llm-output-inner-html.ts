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
  // ok: js-llm-output-inner-html
  bubble.innerHTML = DOMPurify.sanitize(answer);
  // ok: js-llm-output-inner-html
  bubble.insertAdjacentHTML("beforeend", "<p>done</p>");
}
