# Writes fixtures/onnx/attribute-history.json from python3-onnx 1.12: when each operator and each of its attributes came and went.
import json
import onnx.defs

history = {}
for schema in onnx.defs.get_all_schemas_with_history():
    if schema.domain == "":
        history.setdefault(schema.name, []).append(schema)
result = {}
for name, schemas in sorted(history.items()):
    schemas.sort(key=lambda schema: schema.since_version)
    added, removed = {}, {}
    for before, after in zip(schemas, schemas[1:]):
        for attribute in sorted(set(after.attributes) - set(before.attributes)):
            added[attribute] = after.since_version
        for attribute in sorted(set(before.attributes) - set(after.attributes)):
            removed[attribute] = after.since_version
    result[name] = {"first": schemas[0].since_version, "added": added, "removed": removed}
with open("fixtures/onnx/attribute-history.json", "w") as file:
    json.dump(result, file, separators=(",", ":"))
    file.write("\n")
