// What @asyncapi/parser says of a document: a JSON list of diagnostics (severity 0 error … 3 hint).
import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";

const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[2], "utf8"));
const said = diagnostics.map(({ severity, code, message, path }) => ({ severity, code, message, path: path.join("/") }));
if (!document && !said.length) said.push({ severity: 0, code: "no-document", message: "nothing was parsed", path: "" });
process.stdout.write(JSON.stringify(said));
