# Prints the tags of wheels that this interpreter's pip would install, best first.
from pip._vendor.packaging.tags import sys_tags

print("\n".join(str(tag) for tag in sys_tags()))
