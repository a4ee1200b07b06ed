import DOMPurify from "dompurify";
import { marked } from "marked";
import { useState } from "react";

// Shows the answers of the Langflow chat.
export function Answer({ answer, message }: { answer: string; message: { text: string } }) {
  return (
    <section>
      {/* ruleid: js-llm-output-html */}
      <div dangerouslySetInnerHTML={{ __html: answer }} />
      {/* ruleid: js-llm-output-html */}
      <div dangerouslySetInnerHTML={{ __html: marked.parse(message.text) }} />
      {/* ok: js-llm-output-html */}
      <div dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(answer) }} />
      {/* ok: js-llm-output-html */}
      <div>{message.text}</div>
    </section>
  );
}

export function Report({ answer }: { answer: string }) {
  const [summary, setSummary] = useState<string>("");
  const load = async () => {
    const done = await fetch("/api/v1/run/report", { method: "POST" });
    setSummary((await done.json()).outputs[0].text);
  };
  const page = marked.parse(answer);
  const clean = DOMPurify.sanitize(page);
  return (
    <section onClick={load}>
      {/* ruleid: js-llm-output-html */}
      <p dangerouslySetInnerHTML={{ __html: summary }} />
      {/* ruleid: js-llm-output-html */}
      <p dangerouslySetInnerHTML={{ __html: page }} />
      {/* ok: js-llm-output-html */}
      <p dangerouslySetInnerHTML={{ __html: clean }} />
      {/* ok: js-llm-output-html */}
      <p dangerouslySetInnerHTML={{ __html: STYLES }} />
      {/* ok: js-llm-output-html */}
      <p>{summary}</p>
    </section>
  );
}

export async function Page() {
  const done = await fetch("/api/v1/run/report", { method: "POST" });
  const { text } = await done.json();
  // ruleid: js-llm-output-html
  return <article dangerouslySetInnerHTML={{ __html: text }} />;
}
