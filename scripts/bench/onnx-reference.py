# Measures onnx.load and infer_shapes of python3-onnx: reads a path a line, answers with milliseconds a line.
import sys
import time

import onnx
import onnx.shape_inference

for line in sys.stdin:
    path = line.rstrip("\n")
    start = time.process_time()
    try:
        model = onnx.load(path, load_external_data=False)
        onnx.shape_inference.infer_shapes(model, data_prop=True)
        print((time.process_time() - start) * 1000, flush=True)
    except Exception as error:
        print("failed", type(error).__name__, flush=True)
