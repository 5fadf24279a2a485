"""Prints, as one line of JSON, which index this interpreter's pip is configured to use; null without pip."""
import sys

sys.path[:] = [entry for entry in sys.path if entry]  # nothing from the current folder

try:
    from pip._internal.commands import create_command
except ImportError:
    print("null")
    sys.exit()

import json

OPTIONS = (
    "index_url",
    "extra_index_urls",
    "cert",
    "client_cert",
    "proxy",
    "trusted_hosts",
    "timeout",
    "retries",
    "find_links",
    "no_index",
)


def configured(command):
    """What pip itself would use: its own defaults, then files and environment, as pip merges them."""
    parser = create_command(command).parser
    defaults = dict(parser.defaults)
    values = parser.get_default_values()
    return {name: (getattr(values, name, None), defaults.get(name)) for name in OPTIONS}


answer = {}
installing, downloading = configured("install"), configured("download")
for name in OPTIONS:
    value, default = downloading[name]
    answer[name] = installing[name][0] if value == default else value
print(json.dumps(answer))
