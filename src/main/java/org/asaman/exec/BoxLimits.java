package org.asaman.exec;

import java.lang.management.ManagementFactory;
import java.util.List;

/// What a process in a box may use at most: address space and file size in bytes, processes, no
/// core files.
record BoxLimits(long addressSpace, long fileSize, int processes) {

  /// The whole memory of the machine, 4 GiB a file, 4096 processes.
  static BoxLimits ofThisMachine() {
    long memory = 16L << 30;
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      memory = Math.max(4L << 30, system.getTotalMemorySize());
    }
    return new BoxLimits(memory, 4L << 30, 4096);
  }

  /// The words to put before a command line so that the limits hold for it.
  List<String> prefix() {
    return List.of(
        "prlimit",
        "--as=" + addressSpace,
        "--fsize=" + fileSize,
        "--nproc=" + processes,
        "--core=0",
        "--");
  }
}
