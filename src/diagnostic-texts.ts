/** Every code with its severity and its text: the only file, with that of ONNX's codes beside it, that words a finding. */
import { error, note, type Text, warning } from "./diagnostic-text.js";
import { onnxTexts } from "./diagnostic-texts-onnx.js";

/** The codes are stable, the texts are not. */
export const texts = {
  // Reading a file or a document
  "input/unreadable": error((d: { what: string; reason: string }) => `cannot read ${d.what}: ${d.reason}`),
  "input/not-found": error((d: { what: string }) => `${d.what} does not exist`),
  "input/unknown-target": error(
    (d: { target: string }) => `"${d.target}" is neither a file nor an architecture of the zoo`,
  ),
  "input/too-large": error(
    (d: { what: string; actual: string; limit: string }) => `${d.what} is ${d.actual}; the limit is ${d.limit}`,
  ),
  "input/not-text": error((d: { what: string; reason: string }) => `${d.what} is not a text document: ${d.reason}`),
  "input/empty": error((d: { what: string }) => `${d.what} is empty`),
  "input/unsupported": error((d: { what: string; reason: string }) => `${d.what} cannot be used: ${d.reason}`),
  "yaml/syntax": error((d: { reason: string }) => d.reason),
  "yaml/duplicate-key": error((d: { key: string }) => `the key "${d.key}" appears twice`),
  "yaml/not-allowed": error((d: { feature: string }) => `${d.feature} is not allowed in a specification`),

  // The form of a specification
  "spec/unknown-key": error((d: { key: string; where: string }) => `unknown key "${d.key}" in ${d.where}`),
  "spec/unknown-layer": error((d: { type: string }) => `unknown layer type "${d.type}"`),
  "spec/unknown-operator": error((d: { op: string }) => `unknown ONNX operator "${d.op}"`),
  "spec/missing-key": error((d: { key: string; where: string }) => `${d.where} needs "${d.key}"`),
  "spec/wrong-type": error((d: { expected: string; actual: string }) => `expected ${d.expected}, found ${d.actual}`),
  "spec/unknown-name": error((d: { name: string; what: string }) => `there is no ${d.what} named "${d.name}"`),
  "spec/duplicate-name": error((d: { name: string; first: string }) => `the name "${d.name}" is taken by ${d.first}`),
  "spec/cycle": error((d: { cycle: string }) => `these parts use each other in a circle: ${d.cycle}`),
  "spec/not-a-whole-number": error(
    (d: { expression: string; value: string }) => `${d.expression} is ${d.value}, not a whole number`,
  ),
  "spec/out-of-range": error(
    (d: { what: string; value: string; range: string }) => `${d.what} is ${d.value}; it must be ${d.range}`,
  ),
  "spec/undecided-condition": error(
    (d: { condition: string }) => `"${d.condition}" cannot be decided while sizes are symbolic`,
  ),
  "spec/too-many-nodes": error((d: { limit: string }) => `the network has more than ${d.limit} nodes`),
  "spec/too-deep": error((d: { limit: string }) => `the document nests deeper than ${d.limit} levels`),
  "spec/needs-known-shape": error((d: { what: string }) => `${d.what} needs a known shape`),
  "spec/branch-count": error(
    (d: { what: string; expected: string; actual: string }) =>
      `${d.what} takes ${d.expected} inputs, found ${d.actual}`,
  ),
  "spec/row-length": error(
    (d: { row: string; expected: string; actual: string }) =>
      `row ${d.row} of the table has ${d.actual} values, its columns are ${d.expected}`,
  ),
  "spec/misused": error((d: { what: string; reason: string }) => `${d.what} cannot be used here: ${d.reason}`),

  // Expressions
  "expression/syntax": error(
    (d: { expression: string; reason: string }) => `"${d.expression}" does not parse: ${d.reason}`,
  ),
  "expression/not-allowed": error(
    (d: { expression: string; feature: string }) =>
      `"${d.expression}" uses ${d.feature}, which expressions do not have`,
  ),
  "expression/unknown-name": error(
    (d: { expression: string; name: string }) => `"${d.expression}" uses "${d.name}", which is not defined here`,
  ),
  "expression/division-by-zero": error((d: { expression: string }) => `"${d.expression}" divides by zero`),
  "expression/wrong-type": error(
    (d: { expression: string; expected: string; actual: string }) =>
      `"${d.expression}" gives ${d.actual}; ${d.expected} is needed`,
  ),
  "expression/wrong-arity": error(
    (d: { expression: string; name: string; expected: string; actual: string }) =>
      `${d.name} in "${d.expression}" takes ${d.expected} arguments, found ${d.actual}`,
  ),

  // Whole numbers
  "dim/overflow": error((d: { formula: string }) => `${d.formula} is beyond 2^53 - 1, the largest dimension`),
  "dim/division-by-zero": error((d: { formula: string }) => `${d.formula} divides by zero`),
  "dim/too-complex": error((d: { what: string }) => `${d.what} is too long to be kept as a formula`),
  "dim/not-positive": error((d: { what: string; value: string }) => `${d.what} is ${d.value}; a size is at least 1`),

  // Nodes
  "node/unknown-operator": warning(
    (d: { op: string }) => `no rule for the operator ${d.op}: its outputs and its cost are unknown`,
  ),
  "node/arity": error(
    (d: { op: string; what: string; expected: string; actual: string }) =>
      `${d.op} takes ${d.expected} ${d.what}, found ${d.actual}`,
  ),
  "node/missing-attribute": error(
    (d: { op: string; attribute: string }) => `${d.op} needs the attribute "${d.attribute}"`,
  ),
  "node/unknown-attribute": error(
    (d: { op: string; attribute: string }) => `${d.op} has no attribute "${d.attribute}"`,
  ),
  "node/attribute-type": error(
    (d: { op: string; attribute: string; expected: string; actual: string }) =>
      `attribute "${d.attribute}" of ${d.op} is ${d.actual}; ${d.expected} is needed`,
  ),
  "node/attribute-value": error(
    (d: { op: string; attribute: string; value: string; rule: string }) =>
      `attribute "${d.attribute}" of ${d.op} is ${d.value}; ${d.rule}`,
  ),
  "node/undefined-input": error(
    (d: { input: string }) => `the input "${d.input}" is produced by no node, input or weight`,
  ),
  "node/branch-fails": note(
    (d: { branch: string; reason: string }) => `taken not to run its ${d.branch}, with which this fails: ${d.reason}`,
  ),

  // Types and shapes
  "type/mismatch": error(
    (d: { op: string; input: string; expected: string; actual: string }) =>
      `input ${d.input} of ${d.op} is ${d.actual}; ${d.expected} is needed`,
  ),
  "type/differ": error(
    (d: { op: string; left: string; right: string }) =>
      `${d.op} needs one element type, found ${d.left} and ${d.right}`,
  ),
  "shape/rank": error(
    (d: { op: string; input: string; expected: string; shape: string }) =>
      `input ${d.input} of ${d.op} has shape ${d.shape}; ${d.expected} is needed`,
  ),
  "shape/kernel-exceeds-input": error(
    (d: { kernel: string; input: string }) => `kernel ${d.kernel} does not fit padded input ${d.input}`,
  ),
  "shape/channels": error(
    (d: { input: string; channels: string; weight: string; expected: string }) =>
      `input ${d.input} has ${d.channels} channels; weight ${d.weight} expects ${d.expected}`,
  ),
  "shape/groups": error(
    (d: { what: string; channels: string; groups: string }) =>
      `${d.channels} ${d.what} do not divide by ${d.groups} groups`,
  ),
  "shape/mismatch": error(
    (d: { op: string; left: string; right: string; leftName?: string; rightName?: string }) =>
      `${d.op} cannot join ${d.leftName === undefined ? "" : `${d.leftName} `}${d.left} and ${d.rightName === undefined ? "" : `${d.rightName} `}${d.right}`,
  ),
  "shape/inner": error(
    (d: { op: string; left: string; right: string; leftSize: string; rightSize: string }) =>
      `${d.op} multiplies ${d.left} by ${d.right}: inner sizes ${d.leftSize} and ${d.rightSize} differ`,
  ),
  "shape/elements": error(
    (d: { from: string; to: string; have: string; need: string }) =>
      `${d.from} holds ${d.have} elements, ${d.to} needs ${d.need}`,
  ),
  "shape/axis": error(
    (d: { op: string; axis: string; rank: string }) =>
      `axis ${d.axis} of ${d.op} is outside a tensor of rank ${d.rank}`,
  ),
  "shape/permutation": error(
    (d: { permutation: string; rank: string }) => `${d.permutation} is not a permutation of ${d.rank} axes`,
  ),
  "shape/negative": error((d: { what: string; value: string }) => `${d.what} would be ${d.value}`),
  "shape/invalid": error((d: { op: string; reason: string }) => `${d.op}: ${d.reason}`),
  "shape/unknown": note((d: { op: string; reason: string }) => `the shape of ${d.op} is unknown: ${d.reason}`),
  "shape/frozen": warning(
    (d: { symbol: string; size: string; place: string; node: string }) =>
      `valid for ${d.symbol} = ${d.size} only (${d.place}): ${d.node} froze it`,
  ),
  "shape/assumed": note((d: { constraint: string }) => `assumes ${d.constraint}`),

  ...onnxTexts,

  // Writing ONNX
  "export/opset": error((d: { opset: string; range: string }) => `opset ${d.opset} is not written; ${d.range} are`),
  "export/operator": error(
    (d: { op: string; opset: string; reason: string }) => `${d.op} cannot be written in opset ${d.opset}: ${d.reason}`,
  ),
  "export/weight": error((d: { reason: string }) => `the weight cannot be drawn: ${d.reason}`),
  "export/elements": error(
    (_: Record<never, never>) => "the file has no elements for this tensor, or not in a form that can be copied",
  ),
  "export/open-constant": error((_: Record<never, never>) => "a constant depends on an open size"),
  // Running a network
  "run/no-kernel": error(
    (d: { op: string; device: string; reason: string }) => `${d.op} cannot be run on ${d.device}: ${d.reason}`,
  ),
  "run/size-unknown": error(
    (d: { tensor: string; shape: string }) => `the size of ${d.tensor} is not known before it runs: ${d.shape}`,
  ),
  "run/missing-tensor": error((d: { tensor: string }) => `nothing gives the elements of ${d.tensor}`),
  "run/weights-drawn": note(
    (d: { count: string; seed: string; reason: string }) =>
      `${d.count} weights of the file could not be read and were drawn from seed ${d.seed}: ${d.reason}`,
  ),
  "run/type-differs": error(
    (d: { tensor: string; expected: string; actual: string }) =>
      `${d.tensor} came out as ${d.actual}, but ${d.expected} was inferred`,
  ),
  "run/not-finite": warning(
    (d: { tensor: string; count: string; first: string }) =>
      `${d.count} elements of ${d.tensor} are NaN or infinite (the first at ${d.first}) although all that it is made of is finite`,
  ),
  "run/too-large": error(
    (d: { bytes: string; reason: string }) =>
      `the network is too large to be run here (${d.bytes} bytes of activations, besides weights): ${d.reason}`,
  ),
  "run/no-device": error((d: { device: string; reason: string }) => `${d.device} cannot be used here: ${d.reason}`),
  "verify/shape-differs": error(
    (d: { tensor: string; expected: string; actual: string }) =>
      `${d.tensor} came out as ${d.actual}, but ${d.expected} was inferred`,
  ),
  "verify/macs-differ": error(
    (d: { executed: string; counted: string }) => `${d.executed} multiplications were executed, ${d.counted} counted`,
  ),
  "verify/elements-differ": error(
    (d: { kind: string; allocated: string; counted: string }) =>
      `the network's ${d.kind} have ${d.allocated} elements, ${d.counted} were counted`,
  ),
  "verify/values-differ": error(
    (d: {
      tensor: string;
      device: string;
      index: string;
      found: string;
      exact: string;
      error: string;
      allowed: string;
    }) =>
      `${d.tensor}[${d.index}] is ${d.found} on ${d.device} and ${d.exact} exactly: off by ${d.error}, where ${d.allowed} is allowed`,
  ),
  "run/device-failed": error((d: { detail: string }) => `the device could not go on: ${d.detail}`),
  "run/failed": error((d: { op: string; reason: string }) => `${d.op} could not be run: ${d.reason}`),

  // Training and the diagnosis of initialisations
  "train/no-gradient": error((d: { op: string; reason: string }) => `${d.op} cannot be differentiated: ${d.reason}`),
  "train/no-loss": error((d: { reason: string }) => `no loss can be taken of the network: it ${d.reason}`),
  "train/wrong-shape": error(
    (d: { what: string; expected: string; actual: string }) => `${d.what} is ${d.actual}; it must be ${d.expected}`,
  ),
  "diagnose/vanishing": warning(
    (d: { first: string; last: string; early: string; late: string; share: string; factor: string }) =>
      `gradients vanish: ${d.late} at ${d.last}, ${d.early} at ${d.first}, ${d.share} times less (${d.factor}); later layers learn, earlier ones hardly change`,
  ),
  "diagnose/exploding": warning(
    (d: { first: string; last: string; early: string; late: string; share: string; factor: string }) =>
      `gradients explode: ${d.late} at ${d.last}, ${d.early} at ${d.first}, ${d.share} times more (${d.factor}); updates of the earlier layers are large and unstable`,
  ),
  "diagnose/activations-explode": warning(
    (d: { first: string; last: string; early: string; late: string; factor: string }) =>
      `activations explode: standard deviation ${d.early} at ${d.first}, ${d.late} at ${d.last} (${d.factor}); weights are too large, whatever the activation`,
  ),
  "diagnose/activations-vanish": warning(
    (d: { first: string; last: string; early: string; late: string; factor: string }) =>
      `activations vanish: standard deviation ${d.early} at ${d.first}, ${d.late} at ${d.last} (${d.factor})`,
  ),
  "diagnose/saturation": warning(
    (d: { layers: string; layer: string; share: string }) =>
      `${d.layers}: saturated, ${d.share} of ${d.layer} where the activation's slope is close to zero, so hardly any gradient passes`,
  ),
  "diagnose/dead-units": warning(
    (d: { layers: string; layer: string; dead: string; units: string }) =>
      `${d.layers}: dead units, ${d.dead} of ${d.units} at ${d.layer} give zero for every image and get no gradient`,
  ),
  "diagnose/symmetry": warning(
    (d: { layers: string; layer: string; units: string; gradient: string }) =>
      `${d.layers}: symmetric, all ${d.units} units of ${d.layer} have the same weights and get ${d.gradient}, so they can never learn different features`,
  ),
  "diagnose/not-finite": warning(
    (d: { layer: string; count: string; of: string }) =>
      `${d.count} of ${d.of} elements of ${d.layer} are NaN or infinite, the first layer where any are`,
  ),
  "diagnose/not-finite-gradient": warning(
    (d: { layer: string }) => `the gradient is NaN or infinite from ${d.layer} back`,
  ),
  "diagnose/not-finite-loss": warning((d: { loss: string }) => `the loss is ${d.loss}`),

  // Budgets and checks
  "budget/exceeded": error(
    (d: { what: string; actual: string; limit: string }) => `${d.what} is ${d.actual}, over the budget of ${d.limit}`,
  ),
  "budget/different": error(
    (d: { what: string; actual: string; expected: string }) => `${d.what} is ${d.actual}, not ${d.expected}`,
  ),
  "budget/undecided": error(
    (d: { what: string; actual: string; limit: string }) =>
      `${d.what} is ${d.actual}, which cannot be compared with ${d.limit}`,
  ),
  "count/incomplete": warning(
    (d: { nodes: string }) => `some nodes could not be counted, so totals are lower bounds: ${d.nodes}`,
  ),
  "internal/fault": error((d: { reason: string }) => `a fault of shapewright itself: ${d.reason}`),
} as const satisfies Record<string, Text<never>>;
