package org.asaman.cli;

import java.time.Instant;
import org.asaman.lock.AsOf;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads `--as-of`.
final class AsOfConverter implements ITypeConverter<AsOf> {
  @Override
  public AsOf convert(String text) {
    try {
      AsOf asOf = AsOf.parse(text);
      if (asOf.instant().isAfter(Instant.now())) {
        throw new TypeConversionException("'" + text + "' lies in the future");
      }
      return asOf;
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
