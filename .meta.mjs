import { build } from "esbuild";
import { gzipSync } from "node:zlib";
const entry = process.argv[2] ?? "src/index.ts";
const r = await build({entryPoints:[entry],bundle:true,write:false,metafile:true,minify:true,format:"esm",platform:"browser",target:"es2022",outdir:"out",logLevel:"silent"});
const t=r.outputFiles.map(f=>f.text).join("\n");
console.log("gz", gzipSync(t,{level:9}).length, "raw", t.length);
const o=Object.values(r.metafile.outputs)[0].inputs;
const g={};
for(const [k,v] of Object.entries(o)){ const d=k.startsWith("node_modules")?k.split("/").slice(0,2).join("/"):k.split("/").slice(0,2).join("/"); g[d]=(g[d]??0)+v.bytesInOutput;}
console.log(g);
for(const [k,v] of Object.entries(o).sort((a,b)=>b[1].bytesInOutput-a[1].bytesInOutput).slice(0,+(process.argv[3]??40))) console.log(v.bytesInOutput,k);
