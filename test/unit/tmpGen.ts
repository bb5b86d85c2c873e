import { bad } from "/work/tmp/settings/bad.json";
import { problemsOf, stackWith } from "./settingsOf";
let n = 0;
for (const config of bad) {
  const p = problemsOf(stackWith(config));
  n++;
  console.log((p.length === 1 ? "" : `!!!!! ${p.length} `) + JSON.stringify(config).slice(0, 90) + "\n   " + p.join("\n   "));
}
console.log(n);
