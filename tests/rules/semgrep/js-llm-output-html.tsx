import DOMPurify from "dompurify";
import { marked } from "marked";

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
