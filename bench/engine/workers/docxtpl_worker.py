"""docxtpl with one template in a process of its own. The same arguments, commands and replies as node-worker.ts."""

import io
import json
import resource
import sys
import time

from docxtpl import DocxTemplate
from jinja2 import Environment

template_file, values_file = sys.argv[1:3]
with open(template_file, "rb") as file:
    template = file.read()
with open(values_file, encoding="utf-8") as file:
    values = json.load(file)
# Kept, as docxtpl's manual allows: the environment. A DocxTemplate is read anew for each document anyway.
environment = Environment(autoescape=True)
made = 0


def make_document(filling):
    document = DocxTemplate(io.BytesIO(template))
    document.render(filling, environment)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def render_many(ms, most):
    global made
    times = []
    cpu = time.process_time()
    began = time.perf_counter()
    while not times or (len(times) < most and (time.perf_counter() - began) * 1e3 < ms):
        filling = {**values, "reference": f"{values['reference']}-{made}"}
        made += 1
        started = time.perf_counter()
        make_document(filling)
        times.append((time.perf_counter() - started) * 1e3)
    with open("/proc/self/statm", encoding="ascii") as statm:
        pages = int(statm.read().split()[1])
    return {
        "times": times,
        "cpuMs": (time.process_time() - cpu) * 1e3,
        "rssMb": pages * resource.getpagesize() / 1e6,
        "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
    }


def answer(line):
    command, first, *rest = line.split()
    if command == "render":
        return render_many(float(first), float(rest[0]))
    with open(first, "wb") as file:
        file.write(make_document(values))
    return {}


print("{}", flush=True)
for line in sys.stdin:
    print(json.dumps(answer(line)), flush=True)
