import type { Theme } from "./theme";

/** The style sheet of a page. */
export function styles(
  theme: Theme,
  columns: number,
  rowPixels: number,
  gapPixels: number,
): string {
  return `
*{box-sizing:border-box}
body{margin:0;padding:20px 24px 32px;background:${theme.background};color:${theme.text};font:14px/1.45 Inter,system-ui,"Segoe UI",Roboto,sans-serif;-webkit-font-smoothing:antialiased}
a{color:${theme.series[0] ?? theme.text};text-decoration:none}a:hover{text-decoration:underline}
header{display:flex;justify-content:space-between;gap:32px;align-items:flex-end;margin-bottom:14px}
h1{margin:0;font-size:22px;font-weight:600;letter-spacing:-.01em}
header p{margin:2px 0 0;color:${theme.muted}}
.aside{text-align:right;font-size:12px;max-width:60ch}.note{color:${theme.named["orange"] ?? theme.muted}!important}
nav{display:flex;flex-wrap:wrap;gap:4px 18px;margin:0 0 14px;font-size:13px}
.grid{display:grid;grid-template-columns:repeat(${columns},minmax(0,1fr));grid-auto-rows:${rowPixels}px;gap:${gapPixels}px}
h2{margin:0;align-self:end;font-size:13px;font-weight:600;color:${theme.muted};text-transform:uppercase;letter-spacing:.06em}
section{background:${theme.panel};border:1px solid ${theme.border};border-radius:6px;padding:8px 10px;overflow:hidden;display:flex;flex-direction:column;min-width:0}
h3{margin:0 0 4px;font-size:13px;font-weight:500;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;flex:none}
section>svg{width:100%;height:auto;display:block;flex:none}
.legend{display:flex;flex-wrap:wrap;gap:0 14px;font-size:11px;line-height:17px;color:${theme.muted};overflow:hidden;max-height:35px;margin-top:3px}
.legend span{max-width:100%;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}.legend b{color:${theme.text};font-weight:500}
.legend i{display:inline-block;width:10px;height:3px;border-radius:2px;margin-right:6px;vertical-align:middle}
.big{flex:1;display:flex;flex-wrap:wrap;gap:0 18px;align-items:center;justify-content:center}
.big strong{font-size:30px;font-weight:600;letter-spacing:-.02em;font-variant-numeric:tabular-nums;white-space:nowrap}
.empty{flex:1;display:flex;align-items:center;justify-content:center;margin:0;color:${theme.muted};text-align:center}
.failed{color:${theme.named["red"] ?? theme.text}}
.table{overflow:auto}table{width:100%;border-collapse:collapse;font-size:12.5px}
th{color:${theme.muted};font-weight:500;text-align:left;padding:4px 10px;border-bottom:1px solid ${theme.border};white-space:nowrap}
td{padding:4px 10px;border-bottom:1px solid ${theme.border};white-space:nowrap}
.number{text-align:right;font-variant-numeric:tabular-nums}
ul.index{list-style:none;margin:0;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(320px,1fr));gap:12px}
ul.index a{display:block;height:100%;background:${theme.panel};border:1px solid ${theme.border};border-radius:6px;padding:14px 16px;color:inherit}
ul.index strong{display:block;color:${theme.series[0] ?? theme.text};font-weight:600}ul.index span{color:${theme.muted};font-size:13px}
`;
}
