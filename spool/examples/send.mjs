#!/usr/bin/env node
// send.mjs ID TO BODY
import { NotFinal, Spool } from "./smsdispatch.mjs";

const [id, to, body] = process.argv.slice(2);
try {
  const result = await new Spool().send({ id, to, body });
  console.log(JSON.stringify(result, null, 2));
  process.exitCode = result.status === "sent" ? 0 : 1;
} catch (error) {
  if (!(error instanceof NotFinal)) throw error;
  console.error(error.message);
  process.exitCode = 75;
}
