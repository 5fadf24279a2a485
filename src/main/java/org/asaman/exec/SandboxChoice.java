package org.asaman.exec;

/// Which sandbox the user asked for: `--sandbox auto|bwrap|unshare|none`.
public enum SandboxChoice {
  AUTO,
  BWRAP,
  UNSHARE,
  NONE;

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
