package org.asaman.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.store.Digest;

/// A wheel that is to come out again, with the record of its build.
public record Given(Path wheel, Path record, Digest digest) {

  byte[] readRecord() {
    try {
      return Files.readAllBytes(record);
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(record.toString(), "cannot be read (" + Wording.why(e) + ")", ""), e);
    }
  }
}
