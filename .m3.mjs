import { build } from "esbuild";
import { gzipSync } from "node:zlib";
const src=`import * as z from "zod/mini"; export const a=()=>z.strictObject({a:z.optional(z.string().check(z.minLength(1),z.regex(/a/))),b:z.int().check(z.minimum(1),z.maximum(3)),c:z.array(z.union([z.number(),z.boolean()])).check(z.minLength(1),z.length(3)),d:z.discriminatedUnion("type",[z.object({type:z.literal("a")}).register(z.globalRegistry,{id:"a"})]),e:z.catchall(z.object({}),z.number()),f:z.record(z.string(),z.enum(["a"]))})`;
const r=await build({stdin:{contents:src,resolveDir:process.cwd()},bundle:true,write:false,minify:true,format:"esm",platform:"browser",metafile:true,outdir:"out"});
console.log(gzipSync(r.outputFiles[0].text,{level:9}).length, r.outputFiles[0].text.length);
for(const [k,v] of Object.entries(Object.values(r.metafile.outputs)[0].inputs).sort((a,b)=>b[1].bytesInOutput-a[1].bytesInOutput)) console.log(v.bytesInOutput,k);
