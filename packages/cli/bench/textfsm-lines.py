"""Parses `show logging` from standard input with TextFSM: prints {"cpuMs", "rows"} as JSON.

The fields are those that Reroot's parser gives, and no more; one rule, so that nothing slows it down that it need not do.
"""
import io
import json
import sys
import time

import textfsm

TEMPLATE = r"""Value NODE (\S+?)
Value TIME (\w{3} +\d+ \d+:\d+:\d+\.\d+ \S+)
Value PROCESS (\S+?)
Value PID (\d+)
Value CATEGORY ([A-Z]\S*)
Value FACILITY ([A-Z][^\s-]*)
Value SEVERITY ([0-7])
Value MNEMONIC (\w+)
Value TEXT (.*)

Start
  ^${NODE}:${TIME}: ${PROCESS}\[${PID}\]: %${CATEGORY}-${FACILITY}-${SEVERITY}-${MNEMONIC} : ${TEXT}$$ -> Record
"""
text = sys.stdin.read()
machine = textfsm.TextFSM(io.StringIO(TEMPLATE))
began = time.process_time()
rows = machine.ParseText(text)
print(json.dumps({"cpuMs": 1000 * (time.process_time() - began), "rows": len(rows)}))
