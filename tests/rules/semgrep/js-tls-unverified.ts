import { readFileSync } from "node:fs";
import https from "node:https";

// ruleid: js-tls-unverified
const open = new https.Agent({ rejectUnauthorized: false, keepAlive: true });
// ruleid: js-tls-unverified
process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
// ok: js-tls-unverified
const closed = new https.Agent({ rejectUnauthorized: true, keepAlive: true });
// ok: js-tls-unverified
const own = new https.Agent({ ca: readFileSync("own-ca.pem") });
