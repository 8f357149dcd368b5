/** The runtimes that `verify --against` names, and where each runs a network in Node, first what it does by itself. */
export const peerNames = ["onnxruntime-node", "onnxruntime-web"] as const;
export type PeerName = (typeof peerNames)[number];

export const providersOf: Readonly<Record<PeerName, readonly string[]>> = {
  "onnxruntime-node": ["cpu", "webgpu"],
  "onnxruntime-web": ["wasm"],
};
