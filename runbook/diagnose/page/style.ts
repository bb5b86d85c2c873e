/** Style of the page: light or dark as the reader's system is, and fit for paper. */
export const style = `
:root { color-scheme: light dark; --paper: #f6f7f9; --card: #fff; --ink: #1b2430; --soft: #5b6675; --line: #dfe3e9;
  --good: #1a7f4b; --fair: #9a6200; --bad: #c02626; --plain: #2563b8; --old: #8a94a3; --tint: #fdf0f0; --code: #f1f3f6; }
@media (prefers-color-scheme: dark) { :root { --paper: #11151b; --card: #1a2029; --ink: #e6eaf0; --soft: #9aa6b5; --line: #2d3642;
  --good: #4cc38a; --fair: #e2a336; --bad: #ff7b72; --plain: #6ea8fe; --old: #76828f; --tint: #2c1c1f; --code: #12171e; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 1020px; margin: 0 auto; padding: 24px 16px 48px; overflow-wrap: anywhere; }
header { background: var(--card); border: 1px solid var(--line); border-left: 6px solid var(--tone); border-radius: 10px; padding: 18px 20px; }
header p { margin: 6px 0 0; } header .where, footer { color: var(--soft); font-size: 13px; }
h1 { margin: 4px 0 0; font-size: 22px; line-height: 1.3; } h2 { margin: 0 0 10px; font-size: 16px; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px 20px; margin-top: 14px; }
.badge { display: inline-block; padding: 1px 9px; border-radius: 99px; font-size: 12.5px; font-weight: 600; color: var(--card); background: var(--tone); }
.good { --tone: var(--good); } .fair { --tone: var(--fair); } .bad { --tone: var(--bad); } .plain { --tone: var(--plain); } .old { --tone: var(--old); }
table { width: 100%; border-collapse: collapse; font-size: 14px; } th, td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); }
tr:last-child > * { border-bottom: 0; } thead th, tbody th { color: var(--soft); font-weight: 500; } tbody th { width: 15%; white-space: nowrap; } td.whole { white-space: nowrap; }
dl { margin: 0; } dt { color: var(--soft); font-size: 13px; margin-top: 8px; } dd { margin: 0; }
code, pre, time { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre, .command { margin: 6px 0 0; padding: 9px 12px; background: var(--code); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; }
.cause + .cause { margin-top: 14px; padding-top: 14px; border-top: 1px solid var(--line); } .cause h3 { margin: 0; font-size: 15px; }
.remedy { margin: 8px 0 0; padding: 8px 12px; border-left: 3px solid var(--plain); background: var(--code); border-radius: 0 6px 6px 0; }
ul.plainly { margin: 0; padding-left: 18px; } .tasks { color: var(--soft); font-size: 13px; margin: 6px 0 0; }
.diff { list-style: none; margin: 4px 0 0; padding: 0; } .diff li { font: 13px/1.6 ui-monospace, Menlo, Consolas, monospace; }
svg.timeline { display: block; width: 100%; height: auto; } svg.narrow { display: none; }
svg text { font: 11.5px system-ui, sans-serif; fill: var(--ink); } svg .label { fill: var(--soft); } svg .tick { fill: var(--soft); text-anchor: middle; font-size: 10.5px; }
.grid { stroke: var(--line); } .lane { stroke: var(--line); stroke-width: 1.5; } .mark { fill: var(--tone); stroke: var(--card); stroke-width: 1; }
line.turn { stroke: var(--bad); stroke-dasharray: 3 3; } text.turn { fill: var(--bad); font-weight: 600; } text.end { text-anchor: end; }
.bar.rollout { fill: var(--tone); opacity: .35; } .task .ran { fill: var(--old); } .task .early { fill: var(--old); opacity: .35; }
.task.running .ran { fill: var(--good); } .task.failed .bar { fill: var(--bad); } .task.starting .early { fill: var(--plain); }
.cross { stroke: var(--bad); stroke-width: 2; fill: none; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 8px 0 0; padding: 0; list-style: none; color: var(--soft); font-size: 12.5px; }
.legend svg { vertical-align: -2px; margin-right: 5px; }
.moments { margin: 12px 0 0; padding: 10px 0 0; list-style: none; border-top: 1px solid var(--line); font-size: 13.5px; }
.moments li { display: flex; gap: 12px; } .moments time { color: var(--soft); flex: none; } .moments span { min-width: 0; }
.moments .failed span, .moments .rollback span, .moments .ended span { font-weight: 600; }
a { color: var(--plain); } footer { margin-top: 16px; }
@media (max-width: 640px) { svg.wide { display: none; } svg.narrow { display: block; } section, header { padding: 14px; }
  h1 { font-size: 19px; } th, td { padding-right: 8px; } }
@media print { :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --good: #1a7f4b; --fair: #9a6200;
  --bad: #b01c1c; --plain: #1d4f94; --old: #777; --code: #f4f4f4; } body { font-size: 11pt; } main { max-width: none; padding: 0; }
  section, header, .cause, pre { break-inside: avoid; } .moments { break-inside: auto; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  a[href]::after { content: " (" attr(href) ")"; font-size: 9pt; } }
`;
