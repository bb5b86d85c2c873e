// Entry of `npm run runbook`.
require("../program/loadTypeScript.cjs");
require("./main.ts");
