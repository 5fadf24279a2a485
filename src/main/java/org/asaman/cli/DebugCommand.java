package org.asaman.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;

/// Lets tests look inside.
@Command(name = "debug", hidden = true, description = "Answers questions that tests ask.")
final class DebugCommand {

  @Command(
      name = "pep440",
      description = "Answers JSON lines on versions, specifiers, markers, requirements and names.")
  int pep440() throws IOException {
    PrintWriter answers =
        new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
    new Pep440Debug()
        .run(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), answers);
    return 0;
  }
}
