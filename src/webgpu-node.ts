/** The package's entry for WebGPU in Node, through the optional package `webgpu`. */
export { loadNodeGpu, openNodeDevice } from "./run/webgpu/device-node.js";
