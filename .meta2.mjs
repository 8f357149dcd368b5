import { build } from "esbuild";
import { gzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
async function size(plug, name, entry="src/index.ts", more={}){
const r = await build({entryPoints:[entry],bundle:true,write:false,minify:true,format:"esm",platform:"browser",target:"es2022",outdir:"out",logLevel:"silent",plugins:plug?[plug]:[],...more});
const t=r.outputFiles.map(f=>f.text).join("\n");
console.log(name, "gz", gzipSync(t,{level:9}).length, "raw", t.length);}
const tr=(filter,f)=>({name:"x",setup({onLoad}){onLoad({filter},({path})=>({contents:f(readFileSync(path,"utf8"),path),loader:"ts"}))}});
await size(null,"base");
await size(tr(/src\/(spec|init)\/.*\.ts$/,(t)=>t.replace(/(\.describe\(\s*)(["'`])(?:[^\\]|\\.)*?\2(,?\s*\))/g,'$1""$3').replace(/((?:summary|description):\s*)(["'`])(?:[^\\]|\\.)*?\2/g,'$1""').replace(/\b(flag|real|integer|size|perAxis|choice|axis|axes|integers|sizes|initialiser|optionalFlag)\(\s*(["'`])(?:[^\\]|\\.)*?\2/g,'$1(""')),"no descriptions");
await size(tr(/mathjs-parse\.js$/,()=>"export const parse=0;"),"no mathjs");
await size({name:"x",setup({onResolve,onLoad}){onResolve({filter:/^zod/},()=>({path:"/zod",namespace:"z"}));onLoad({filter:/.*/,namespace:"z"},()=>({contents:"module.exports=globalThis.zod"}))}},"no zod");
await size({name:"x",setup({onResolve,onLoad}){onResolve({filter:/^(string-width|markdown-table)/},()=>({path:"/zod",namespace:"z"}));onLoad({filter:/.*/,namespace:"z"},()=>({contents:"module.exports=globalThis.zod"}))}},"md without deps", "src/report/markdown-table.ts");
await size(null,"md", "src/report/markdown-table.ts");
await size({name:"x",setup({onResolve,onLoad}){onResolve({filter:/^zod/},()=>({path:"/zod",namespace:"z"}));onLoad({filter:/.*/,namespace:"z"},()=>({contents:"module.exports=globalThis.zod"}))}},"no zod, with md", undefined,{entryPoints:undefined,stdin:{contents:'export * from "./src/index.ts"; export {toMarkdown} from "./src/report/markdown-table.ts"',resolveDir:process.cwd(),loader:"ts"}});
await size({name:"x",setup({onResolve,onLoad}){onResolve({filter:/^zod/},()=>({path:"/zod",namespace:"z"}));onLoad({filter:/.*/,namespace:"z"},()=>({contents:"module.exports=globalThis.zod"}))}},"no zod, with md,text,json", undefined,{entryPoints:undefined,stdin:{contents:'export * from "./src/index.ts"; export {toMarkdown} from "./src/report/markdown-table.ts";export {toText} from "./src/report/text-table.ts";export {toJson} from "./src/report/json.ts"',resolveDir:process.cwd(),loader:"ts"}});
