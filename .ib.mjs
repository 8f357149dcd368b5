import { build } from "esbuild";
const r = await build({entryPoints:{bin:"src/cli/main.ts"},outdir:"x",bundle:true,splitting:true,format:"esm",platform:"node",write:false,metafile:true,minify:true,target:"node20.19"});
for(const [k,v] of Object.entries(r.metafile.outputs)) if(Object.keys(v.inputs).some(i=>/field-schema/.test(i))) console.log(k,v.bytes,v.imports.length,Object.keys(v.inputs).length);
const inp=r.metafile.inputs;
// who reaches spec/read statically from summary
const start="src/cli/commands/summary.ts";const seen=new Map([[start,null]]);const q=[start];while(q.length){const f=q.shift();for(const i of inp[f].imports){if(i.kind==="dynamic-import"||i.external)continue;if(!seen.has(i.path)){seen.set(i.path,f);q.push(i.path);}}}
for(const t of ["src/spec/read.ts","src/spec/field-schema.ts","src/init/choice.ts"]){let p=t;const path=[];while(p){path.push(p);p=seen.get(p);}console.log(path.join(" <- "));}
console.log([...seen.keys()].filter(k=>k.endsWith("index.ts")));
