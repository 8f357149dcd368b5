const { readSpec } = await import(process.argv[2] + "/src/spec/read.js");
const t0 = process.cpuUsage().user / 1000;
readSpec({ name: "a", input: { shape: [3] }, layers: ["relu"] });
console.log("first", (process.cpuUsage().user / 1000 - t0).toFixed(1));
const layers = Array.from({ length: 5000 }, (_, i) => i % 2 ? "relu" : { type: "conv2d", name: `c${i}`, filters: 8, kernel: 3, padding: 1 });
for (let k = 0; k < 6; k++) { const t = process.cpuUsage().user / 1000; const r = readSpec({ name: "a", input: { shape: [3, 8, 8] }, layers }); console.log(r.ok, (process.cpuUsage().user / 1000 - t).toFixed(1)); }
const res = Array.from({ length: 1000 }, (_, i) => ({ residual: { body: [{ type: "conv2d", name: `c${i}`, filters: 8, kernel: 3, padding: 1 }, { residual: { body: ["relu"] } }] } }));
for (let k = 0; k < 6; k++) { const t = process.cpuUsage().user / 1000; const r = readSpec({ name: "a", input: { shape: [3, 8, 8] }, layers: res }); console.log(r.ok, "residual", (process.cpuUsage().user / 1000 - t).toFixed(1)); }
const bad = [...layers.slice(0, 200), { type: "conv2" }];
for (let k = 0; k < 6; k++) { const t = process.cpuUsage().user / 1000; const r = readSpec({ name: "a", input: { shape: [3, 8, 8] }, layers: bad }); console.log(r.ok, "bad", (process.cpuUsage().user / 1000 - t).toFixed(1)); }
