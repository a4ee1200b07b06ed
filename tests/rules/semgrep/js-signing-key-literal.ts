import jwt from "jsonwebtoken";
import session from "express-session";

export function token(claims: object, text: string) {
  // ruleid: js-signing-key-literal
  const one = jwt.sign(claims, "made up", { expiresIn: "1h" });
  // ruleid: js-signing-key-literal
  const two = jwt.verify(text, process.env.JWT_KEY || "made up");
  // ok: js-signing-key-literal
  const three = jwt.sign(claims, process.env.JWT_KEY!);
  return [one, two, three];
}

// ruleid: js-signing-key-literal
app.use(session({ secret: "made up", resave: false }));
// ok: js-signing-key-literal
app.use(session({ secret: process.env.SESSION_KEY, resave: false }));
// ok: js-signing-key-literal
app.use(session({ secret: `${settings.key}`, resave: false }));
