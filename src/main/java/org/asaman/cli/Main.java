package org.asaman.cli;

/// The entry point of `asaman` and `asaman-generate`: the system property `asaman.program` says
/// which.
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    String name = System.getProperty("asaman.program", "asaman");
    System.exit(new Program(name, System.getenv(), new Console(System.out, System.err)).run(args));
  }
}
