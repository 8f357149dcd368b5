# What onnx.checker says of ONNX files, and what it says with full_check (its shape inference too): a JSON line a file.
# Reads copies, because onnx rewrites files, and each in a process of its own, because some files crash it.
import json
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import onnx


def said(path, full):
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(10)
        try:
            onnx.checker.check_model(path, full_check=full)
            text = ""
        except Exception as error:
            text = str(error).strip() or type(error).__name__
        os.write(write, text[:4000].encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        text = pipe.read()
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        return "did not end in 10 seconds" if os.WTERMSIG(status) == signal.SIGALRM else "crashed"
    return text


with tempfile.TemporaryDirectory() as scratch:
    for name in sys.argv[1:]:
        copy = Path(scratch) / Path(name).name
        shutil.copy(name, copy)
        print(json.dumps({"file": name, "checker": said(str(copy), False), "full": said(str(copy), True)}), flush=True)
