#!/usr/bin/env node
// login.mjs NUMBER
import { stdin as input, stdout as output } from "node:process";
import { createInterface } from "node:readline/promises";
import { Spool } from "./smsdispatch.mjs";

const spool = new Spool();
const login = await spool.verify({ to: process.argv[2] });
if (login.final && login.status !== "sent") throw new Error(login.error.message);
const code = await createInterface({ input, output }).question("Code: ");
const verdict = await spool.check(login.id, code);
console.log(verdict.status, verdict.reason ?? "");
process.exit(verdict.status === "approved" ? 0 : 1);
