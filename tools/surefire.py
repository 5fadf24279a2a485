"""Says for every test of Maven's reports one line, as the end-to-end tests do: ok, not ok or skip, and its name."""

import pathlib
import sys
import xml.etree.ElementTree as ElementTree

for report in sorted(pathlib.Path(sys.argv[1]).glob("TEST-*.xml")):
    for case in ElementTree.parse(report).iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        skipped = case.find("skipped")
        if skipped is not None:
            print(f"skip {name} ({skipped.get('message', '')})")
        elif case.find("failure") is not None or case.find("error") is not None:
            print(f"not ok {name}")
        else:
            print(f"ok {name}")
