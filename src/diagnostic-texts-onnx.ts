/** The codes and texts of findings on ONNX files: {@link texts} holds them with all others. */
import { error, note, warning } from "./diagnostic-text.js";

export const onnxTexts = {
  "onnx/not-onnx": error((d: { found: string }) => `this is not an ONNX model but ${d.found}`),
  "onnx/truncated": error(
    (d: { has: string; needs: string }) =>
      `the file was cut off: it has ${d.has} bytes and goes on to at least ${d.needs}`,
  ),
  "onnx/malformed": error(
    (d: { where: string; offset: string; reason: string }) =>
      `the file is broken in ${d.where}, at byte ${d.offset}: ${d.reason}`,
  ),
  "onnx/too-deep": error((d: { where: string; limit: string }) => `${d.where} nests deeper than ${d.limit} messages`),
  "onnx/too-large": error(
    (d: { what: string; actual: string; limit: string }) => `${d.what} is ${d.actual}; the limit is ${d.limit}`,
  ),
  "onnx/no-graph": error((_: Record<never, never>) => "the model has no graph"),
  "onnx/field-type": error(
    (d: { where: string; wireType: string }) =>
      `${d.where} is stored with wire type ${d.wireType}, which this field does not have`,
  ),
  "onnx/repeated-field": error((d: { where: string }) => `${d.where} is there twice; the second one was left out`),
  "onnx/unknown-field": note(
    (d: { message: string; field: string; times: string; offset: string }) =>
      `${d.message} has a field ${d.field} that ONNX 1.23 does not define (${d.times} times, first at byte ${d.offset}); it was left out`,
  ),
  "onnx/unknown-element-type": error(
    (d: { number: string }) => `element type ${d.number} is none of ONNX 1.23 (1 to 26)`,
  ),
  "onnx/left-out": note((d: { where: string; bytes: string }) => `${d.where} has ${d.bytes} bytes and was not read`),
  "onnx/not-utf8": warning(
    (d: { what: string }) => `${d.what} is no UTF-8 text; the parts that are none read as U+FFFD`,
  ),
  "onnx/integer": error((d: { what: string; value: string }) => `${d.what} is ${d.value}, beyond 2^53 - 1`),
  "onnx/dims": error((d: { dims: string; reason: string }) => `the tensor has the sizes [${d.dims}]: ${d.reason}`),
  "onnx/data-length": error(
    (d: { dtype: string; dims: string; expected: string; actual: string; unit: string }) =>
      `${d.dtype}[${d.dims}] needs ${d.expected} ${d.unit}, the file has ${d.actual}`,
  ),
  "onnx/data-field": error(
    (d: { dtype: string; fields: string; expected: string }) =>
      `a tensor of ${d.dtype} has its elements in ${d.fields}; it must use ${d.expected}`,
  ),
  "onnx/data-segment": error(
    (d: { begin: string; end: string }) =>
      `the tensor is stored in segments (${d.begin} to ${d.end}), a form that no tool reads`,
  ),
  "onnx/data-location": error(
    (d: { value: string }) => `data_location is ${d.value}; it must be 0 (in the file) or 1 (external)`,
  ),
  "onnx/external-data": error((d: { reason: string }) => `the reference to external data is broken: ${d.reason}`),
  "onnx/external-path": error(
    (d: { location: string; reason: string }) => `the external data "${d.location}" is not read: ${d.reason}`,
  ),
  "onnx/attribute-type": error(
    (d: { attribute: string; type: string }) =>
      `attribute "${d.attribute}" has type ${d.type}, which ONNX 1.23 does not define`,
  ),
  "onnx/attribute-value": error(
    (d: { attribute: string; type: string; field: string }) =>
      `attribute "${d.attribute}" is declared ${d.type} but ${d.field === "" ? "has no value" : `holds its value in "${d.field}"`}`,
  ),
  "onnx/no-opset": error(
    (d: { domain: string }) => `the domain ${d.domain} is used, but the file imports no opset of it`,
  ),
  "onnx/no-such-operator": error((d: { op: string }) => `ONNX has no operator ${d.op}`),
  "onnx/operator-version": error(
    (d: { op: string; first: string; version: string }) =>
      `${d.op} came with opset ${d.first}; the file uses opset ${d.version}`,
  ),
  "onnx/operator-removed": error(
    (d: { op: string; since: string; by: string; version: string }) =>
      `${d.op} is no longer there since opset ${d.since}, where ${d.by} replaced it; the file uses opset ${d.version}`,
  ),
  "onnx/attribute-version": error(
    (d: { op: string; attribute: string; since: string; version: string }) =>
      `attribute "${d.attribute}" of ${d.op} came with opset ${d.since}; the file uses opset ${d.version}`,
  ),
  "onnx/old-form": warning(
    (d: { op: string; version: string; reason: string }) =>
      `${d.op} of opset ${d.version} cannot be read as the newest one: ${d.reason}`,
  ),
  "onnx/duplicate-value": error((d: { value: string }) => `the value "${d.value}" is given twice`),
  "onnx/order": error(
    (d: { op: string; value: string; giver: string }) =>
      `${d.op} stands before ${d.giver}, which gives its input "${d.value}"`,
  ),
  "onnx/cycle": error((d: { nodes: string }) => `these nodes wait for each other in a circle: ${d.nodes}`),
  "onnx/recursive-function": error((d: { function: string }) => `the function ${d.function} calls itself without end`),
  "onnx/no-such-input": error(
    (d: { what: string; inputs: string }) => `${d.what} does not exist; the inputs are ${d.inputs}`,
  ),
  "onnx/input-shape": error(
    (d: { input: string; given: string; expected: string; reason: string }) =>
      `input ${d.input} takes ${d.expected}, not ${d.given}: ${d.reason}`,
  ),
  "onnx/declared-type": error(
    (d: { value: string; declared: string; actual: string }) =>
      `the file declares ${d.value} as ${d.declared}, but it is ${d.actual}`,
  ),
  "onnx/declared-shape": warning(
    (d: { value: string; declared: string; actual: string; reason: string; axis?: number | undefined }) =>
      `the file declares ${d.value} as ${d.declared}, but it is ${d.actual}: ${d.reason}`,
  ),
  "onnx/input-missing": error((d: { input: string }) => `the input ${d.input} is not fed`),
  "onnx/input-type": error(
    (d: { input: string; given: string; expected: string }) => `input ${d.input} takes ${d.expected}, not ${d.given}`,
  ),
  "onnx/symbol-conflict": error(
    (d: { symbol: string; left: string; right: string }) =>
      `the size "${d.symbol}" would be both ${d.left} and ${d.right}`,
  ),
  "onnx/declared-symbol": warning(
    (d: { symbol: string; left: string; right: string }) =>
      `the file declares two different sizes with one name: "${d.symbol}" is ${d.left} and ${d.right}`,
  ),
  "onnx/negative-size": error(
    (d: { value: string; axis: string; size: string }) =>
      `axis ${d.axis} of ${d.value} is declared ${d.size}; a size is at least 0`,
  ),
  "onnx/no-type": error((d: { value: string }) => `${d.value} is declared without a type`),
  "onnx/no-name": error((d: { what: string }) => `${d.what} has no name`),
  "onnx/no-such-output": error(
    (d: { output: string; place: string }) => `the output "${d.output}" of ${d.place} is given by nothing`,
  ),
  "onnx/ir-version": error((d: { version: string }) => `IR version ${d.version} does not exist`),
  "onnx/opset-version": error(
    (d: { domain: string; version: string }) => `${d.domain} has no opset ${d.version}; opsets count from 1`,
  ),
  "onnx/newer-version": warning(
    (d: { what: string; version: string; newest: string }) =>
      `${d.what} ${d.version} is newer than ${d.newest}, the newest that is known here: it is read as that one`,
  ),
  "onnx/duplicate-opset": error(
    (d: { domain: string; versions: string }) => `the opset of ${d.domain} is imported twice: ${d.versions}`,
  ),
  "onnx/duplicate-attribute": error(
    (d: { op: string; attribute: string }) => `${d.op} has the attribute "${d.attribute}" twice; the last one counts`,
  ),
  "onnx/duplicate-function": error(
    (d: { function: string }) => `the function ${d.function} is defined twice; the last one counts`,
  ),
  "onnx/duplicate-node": note((d: { name: string }) => `several nodes have the name "${d.name}"`),
  "onnx/shadowed-value": warning(
    (d: { value: string; place: string }) =>
      `"${d.value}" is given in ${d.place} and in a graph around it too; ONNX wants names to be different`,
  ),
  "onnx/reference-outside": error(
    (d: { attribute: string; reference: string }) =>
      `attribute "${d.attribute}" refers to the argument "${d.reference}" of a function, but stands in none`,
  ),
  "onnx/initializer-no-input": warning(
    (d: { value: string; version: string }) =>
      `the initialiser "${d.value}" is no input; IR version ${d.version} wants every initialiser to be one`,
  ),
  "onnx/quantisation": warning(
    (d: { tensor: string; parameter: string; value: string }) =>
      `the quantisation of "${d.tensor}" names "${d.value}" as its ${d.parameter}, which is given by nothing`,
  ),
  "onnx/quantisation-scale": warning(
    (d: { op: string; scale: string; value: string }) =>
      `the scale ${d.scale} of ${d.op} is ${d.value}; a scale is greater than 0`,
  ),
  "onnx/unused-weight": note(
    (d: { values: string; count: number; bytes: string }) =>
      `no node uses the ${d.count === 1 ? "initialiser" : `${d.count} initialisers`} ${d.values} (${d.bytes} bytes)`,
  ),
  "onnx/unused-input": note((d: { input: string }) => `no node uses the input "${d.input}"`),
  "onnx/dead-node": note((d: { op: string }) => `nothing uses what this ${d.op} gives`),
  "onnx/external-missing": note(
    (d: { location: string; tensors: string; bytes: string }) =>
      `${d.tensors} in "${d.location}"${d.bytes}, which is not there; shapes and counts do not need them`,
  ),
  "onnx/not-finite": warning(
    (d: { value: string; count: string; first: string; index: string }) =>
      `${d.count} of the elements of ${d.value} are NaN or infinite, the first is ${d.first} at ${d.index}`,
  ),
  "onnx/float64": warning(
    (d: { op: string; value: string }) =>
      `${d.op} computes in float64 because of ${d.value}; the network's own inputs are of a smaller float type`,
  ),
  "onnx/more-findings": note((d: { times: string }) => `${d.times} more findings of this file are not listed`),
} as const;
