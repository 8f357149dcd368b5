import { build } from "esbuild";
import { deflateRawSync, gzipSync } from "node:zlib";
import { writeFileSync } from "node:fs";
// per-group marginal size: gzip(all) - gzip(all without group's bytes), via unsplit output with markers
const r=await build({stdin:{contents:'export * from "./src/index.ts"; export {toMarkdown} from "./src/report/markdown-table.ts"',resolveDir:process.cwd(),loader:"ts"},bundle:true,write:false,minifySyntax:true,minifyIdentifiers:true,format:"esm",platform:"browser",target:"es2022",outdir:"out"});
const t=r.outputFiles[0].text;
const parts=[];let cur=null;
for(const line of t.split("\n")){ const m=/^\/\/ ((?:src|node_modules)\/\S+)$/.exec(line); if(m){cur={name:m[1],lines:[]};parts.push(cur);} else cur?.lines.push(line);}
const {transform}=await import("esbuild");
const strip=(s)=>s.replace(/\n\s+/g,"\n").replace(/ ([=+{}()?:<>&|,-]+) /g,"$1");
const full=strip(parts.map(p=>p.lines.join("\n")).join("\n"));
const base=gzipSync(full,{level:9}).length; console.log("approx",base,full.length);
const groups={};
for(const p of parts){const k=p.name.startsWith("node_modules")?p.name.split("/")[1]:process.argv[2]==="f"?p.name:p.name.split("/").slice(0,2).join("/");(groups[k]??=[]).push(p);}
const out=[];
for(const [k,ps] of Object.entries(groups)){const s=new Set(ps);const without=strip(parts.filter(p=>!s.has(p)).map(p=>p.lines.join("\n")).join("\n"));out.push([base-gzipSync(without,{level:9}).length,full.length-without.length,k]);}
out.sort((a,b)=>b[0]-a[0]);for(const o of out.slice(0,70))console.log(...o);
