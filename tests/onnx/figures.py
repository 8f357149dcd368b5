"""Writes fixtures/onnx/figures.json: what Debian's python3-onnx says of the conformance files; argument: their folder.

Run once with /usr/bin/python3 from the repository root; the tests read the figures and need no Python. A row: IR version,
opsets, then counts of nodes, inputs, outputs, value_info, initializers, functions and attributes; the elements of the
initializers by element type; the first 12 digits of the SHA-256 of the initializers as lines of name, type and sizes;
and the sum of the elements of numeric initializers of at most 1,024 elements inside the file.
"""
import hashlib, json, math, pathlib, sys
import onnx
from onnx import numpy_helper

root = pathlib.Path(sys.argv[1])
rows = {}
for path in sorted(root.rglob("*.onnx")):
    model = onnx.load(path, load_external_data=False)
    graph = model.graph
    elements = {}
    lines = []
    values = []
    for tensor in graph.initializer:
        count = math.prod(tensor.dims)
        elements[tensor.data_type] = elements.get(tensor.data_type, 0) + count
        lines.append(f"{tensor.name} {tensor.data_type} {list(tensor.dims)}\n")
        if count <= 1024 and tensor.data_location == 0 and tensor.data_type in (1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13):
            values.extend(numpy_helper.to_array(tensor).astype("float64").flatten().tolist())
    rows[path.relative_to(root).as_posix()] = [
        model.ir_version,
        {entry.domain: entry.version for entry in model.opset_import},
        [len(graph.node), len(graph.input), len(graph.output), len(graph.value_info), len(graph.initializer),
         len(model.functions), sum(len(node.attribute) for node in graph.node)],
        elements,
        hashlib.sha256("".join(lines).encode()).hexdigest()[:12],
        math.fsum(value for value in values if math.isfinite(value)),
    ]
text = ",\n".join(f"  {json.dumps(name)}: {json.dumps(row, separators=(',', ':'))}" for name, row in rows.items())
pathlib.Path("fixtures/onnx/figures.json").write_text("{\n" + text + "\n}\n")
